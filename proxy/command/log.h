/* gatepost log: the records of the store, and the proof that nobody altered them. */
#ifndef COMMAND_LOG_H
#define COMMAND_LOG_H

/* argv[0] is "log". Exit status: 0 fine; 1 the chain is not whole; 2 wrong usage or cannot run. */
int command_log(int argc, char **argv);

#endif
