#include "all_headers.hpp"

retrogait::assertion_handler exchange_handler_in_second(retrogait::assertion_handler handler);

retrogait::assertion_handler exchange_handler_in_second(retrogait::assertion_handler handler) {
  return retrogait::set_assertion_handler(handler);
}
