#include <retrogait/core/print.hpp>
#include <retrogait/segment/initial_contacts.hpp>

#include <rapidcheck.h>

#include <cmath>

#include "../support/test.hpp"

namespace rg = retrogait;
using contacts = std::vector<rg::contact>;
using rg::contact_kind;
using rg::side;

BOOST_AUTO_TEST_SUITE(initial_contacts)

rg::contact at(double time_s, contact_kind kind = contact_kind::initial_contact,
               side foot = side::unknown) {
  return {.time_s = time_s, .kind = kind, .side = foot};
}

BOOST_AUTO_TEST_CASE(only_the_initial_ones_and_in_order_of_time) {
  const contacts found = rg::initial_contacts({at(3), at(1, contact_kind::final_contact), at(2),
                                               at(0, contact_kind::final_contact), at(1)});
  BOOST_TEST((found == contacts{at(1), at(2), at(3)}));
  BOOST_TEST(rg::initial_contacts({}).empty());
  BOOST_TEST(rg::initial_contacts({at(1, contact_kind::final_contact)}).empty());
}

BOOST_AUTO_TEST_CASE(contacts_of_one_time_keep_their_order) {
  const rg::contact left = at(1, contact_kind::initial_contact, side::left);
  const rg::contact right = at(1, contact_kind::initial_contact, side::right);
  BOOST_TEST((rg::initial_contacts({left, at(0), right}) == contacts{at(0), left, right}));
  BOOST_TEST((rg::initial_contacts({right, at(0), left}) == contacts{at(0), right, left}));
}

BOOST_AUTO_TEST_CASE(the_nearest_of_three) {
  const contacts list{at(1), at(2), at(4)};
  const auto nearest_to = [&](double time_s) { return rg::nearest_contact(list, time_s)->time_s; };
  BOOST_TEST(nearest_to(-5) == 1);
  BOOST_TEST(nearest_to(1) == 1);
  BOOST_TEST(nearest_to(1.4) == 1);
  BOOST_TEST(nearest_to(1.6) == 2);
  BOOST_TEST(nearest_to(3.1) == 4);
  BOOST_TEST(nearest_to(50) == 4);
  // Of two as near the earlier one.
  BOOST_TEST(nearest_to(1.5) == 1);
  BOOST_TEST(nearest_to(3) == 2);
  BOOST_TEST((rg::nearest_contact({}, 1) == nullptr));
}

BOOST_AUTO_TEST_CASE(no_other_is_nearer) {
  BOOST_TEST(rc::check("nearest", [] {
    contacts list;
    for (const int ms :
         *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-5000, 5000)))) {
      list.push_back(at(ms / 1000.0));
    }
    list = rg::initial_contacts(list);
    const double time_s = *rc::gen::inRange(-6000, 6000) / 1000.0;
    const rg::contact* const found = rg::nearest_contact(list, time_s);
    RC_ASSERT(found != nullptr);
    for (const rg::contact& c : list) {
      RC_ASSERT(std::abs(found->time_s - time_s) <= std::abs(c.time_s - time_s));
    }
  }));
}

BOOST_AUTO_TEST_SUITE_END()
