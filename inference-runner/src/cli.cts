#!/usr/bin/env node
import path = require('node:path');
import supervisor = require('./supervision/supervisor.js');

supervisor.supervise(path.join(__dirname, 'program.cjs'), process.argv.slice(2));
