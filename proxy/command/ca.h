/* gatepost ca: make the interception CA, show it, hand out its certificate. */
#ifndef COMMAND_CA_H
#define COMMAND_CA_H

/* argv[0] is "ca". Exit status: 0 fine; 1 there is a CA already, or none; 2 wrong usage or cannot
 * run. */
int command_ca(int argc, char **argv);

#endif
