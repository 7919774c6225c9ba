// Every public header after the macros that system headers are known to define. What they mean does
// not matter: a header that uses one of these names as its own does not compile.

// The standard library and Eigen do not promise to bear all of them, so they come first.
#include <Eigen/Geometry>
#include <unsupported/Eigen/FFT>

#include <bits/stdc++.h>

// Windows.h
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define small char
#define near
#define far
#define interface struct
#define ERROR 0
// complex.h, termios.h, sys/sysmacros.h
#define I _Complex_I
#define B0 0000000
#define major(device) ((device) >> 8)
#define minor(device) ((device)&255)
// Arduino.h, Qt
#define PI 3.1415926535897932384626433832795
#define DEGREES 1
#define radians(degrees) ((degrees)*0.017453292519943295)
#define signals public
#define slots
#define emit

#include "all_headers.hpp"
