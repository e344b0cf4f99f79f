// CommonJS on purpose: to load an ES module as the program, Node starts the thread pool that has to be sized first.
import program = require('./main.js');

program.main(process.argv.slice(2), process.env);
