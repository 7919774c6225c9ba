// Every public header in two translation units of one program: a function or variable that is
// defined in a header without `inline` fails to link here, and both units see the same state.
#include "all_headers.hpp"

retrogait::assertion_handler exchange_handler_in_second(retrogait::assertion_handler handler);

namespace {

void handle(const retrogait::assertion_info&) {}

}  // namespace

int main() {
  exchange_handler_in_second(&handle);
  return retrogait::set_assertion_handler(nullptr) == &handle ? 0 : 1;
}
