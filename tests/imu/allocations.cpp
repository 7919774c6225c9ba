// Counts what the detectors of this module's tests ask of the heap.

#include <retrogait/testing/allocations.hpp>

RETROGAIT_COUNT_ALLOCATIONS;
