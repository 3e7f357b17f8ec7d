/*
 * Who waits for something that is under way (a leaf, a person): a list that is granted all at once.
 * Owned by what they wait for. An owner that ends withdraws its wishes.
 */
#ifndef WORKER_WISH_H
#define WORKER_WISH_H

struct wish;
typedef void on_granted(void *owner, void *granted);

void wish_add(struct wish **wishes, on_granted *callback, void *owner);
void wish_withdraw(struct wish **wishes, const void *owner);
void wish_grant(
    struct wish **wishes, void *granted); /* calls each back once, and empties the list */

#endif
