// The main() of every test binary, written out so that it shares the precompiled header: Boost's own
// would have to be switched on before the first include.
#include "test.hpp"

namespace {

bool name_the_suite() {
  boost::unit_test::framework::master_test_suite().p_name.value = "retrogait";
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  return boost::unit_test::unit_test_main(&name_the_suite, argc, argv);
}
