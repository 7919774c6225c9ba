// Counts what the decisions of this module's tests ask of the heap.

#include <retrogait/testing/allocations.hpp>

RETROGAIT_COUNT_ALLOCATIONS;
