#!/usr/bin/env node
import path = require('node:path');
import supervision = require('./supervision/index.js');

supervision.supervise(path.join(__dirname, 'program.cjs'), process.argv.slice(2));
