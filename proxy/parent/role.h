/* The other side of child_start(): argv of a role back into descriptors and numbers. */
#ifndef PARENT_ROLE_H
#define PARENT_ROLE_H

/* argv[1] is "--role". Runs the role, returns its exit status. */
int role_main(int argc, char **argv);

#endif
