#include <retrogait/segment/detectors.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <algorithm>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;

BOOST_AUTO_TEST_SUITE(detectors)

using contacts = std::vector<rg::contact>;

/// A forward walk, as a sensor at that place sees it.
const rg::recording& walk_at(rg::placement where) {
  static const rt::virtual_walk walk = [] {
    rt::virtual_walker walker{.seconds = 14};
    walker.sensor.rate_hz = 50;
    walker.placements = rt::all_body_placements();
    return walker.walk();
  }();
  // A phone anywhere may be at the lower back.
  return walk[where == rg::placement::phone ? rg::placement::lumbar : where];
}

template <class Visitor>
void for_each_detector(Visitor visit) {
  for (const rg::detector_description& d : rg::detector_table) {
    BOOST_TEST_CONTEXT(d.name) visit(d);
  }
}

BOOST_AUTO_TEST_CASE(names_stand_for_detectors) {
  for_each_detector([](const rg::detector_description& d) {
    BOOST_TEST(rg::find_detector(d.name) == &d);
    BOOST_TEST(!d.title.empty());
    BOOST_TEST(d.citation.empty() == (d.name.substr(0, 9) == "retrogait"));
    BOOST_TEST(!d.placements.empty());
  });
  using held = rg::any_detector<double>::variant;
  const auto is = [](std::string_view name, auto detector) {
    const held made = rg::make_detector(name).held();
    return std::holds_alternative<decltype(detector)>(made);
  };
  BOOST_TEST(is("retrogait-lower-back", rg::step_detector<double>()));
  BOOST_TEST(is("retrogait-foot", rg::foot_detector<double>()));
  BOOST_TEST(is("retrogait-shank", rg::limb_detector<double>()));
  BOOST_TEST(is("retrogait-thigh", rg::limb_detector<double>()));
  BOOST_TEST(is("retrogait-anywhere", rg::step_counter<double>()));
  BOOST_TEST(is("mccamley-2012", rg::mccamley_detector<double>()));
  BOOST_TEST(is("shin-2011", rg::shin_detector<double>()));
  BOOST_TEST(is("rai-2012", rg::rai_detector<double>()));
  BOOST_TEST(is("salarian-2004", rg::salarian_detector<double>()));
  const auto segment = [](std::string_view name) {
    const held made = rg::make_detector(name).held();
    return std::get<rg::limb_detector<double>>(made).params().segment;
  };
  BOOST_TEST((segment("retrogait-shank") == rg::limb_segment::shank));
  BOOST_TEST((segment("retrogait-thigh") == rg::limb_segment::thigh));
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_refused_with_all_that_are_known) {
  BOOST_TEST(rg::find_detector("mccamley") == nullptr);
  try {
    rg::make_detector("mccamley");
    BOOST_ERROR("no exception");
  } catch (const rg::config_error& e) {
    const std::string text = e.what();
    BOOST_TEST(text.find("'mccamley'") != std::string::npos, text);
    for_each_detector([&](const rg::detector_description& d) {
      BOOST_TEST(text.find(d.name) != std::string::npos, text);
    });
  }
}

BOOST_AUTO_TEST_CASE(every_placement_has_a_default) {
  for (const rg::placement where : rg::all_placements) {
    BOOST_TEST_CONTEXT(to_string(where)) {
      const rg::detector_description* d = rg::find_detector(rg::default_detector_for(where));
      BOOST_REQUIRE(d != nullptr);
      BOOST_TEST(d->suits(where));
    }
  }
}

BOOST_AUTO_TEST_CASE(options_reach_the_detector) {
  const rg::mounting worn = rg::mounting::parse("up=+y,forward=-x");
  for_each_detector([&](const rg::detector_description& d) {
    const auto made =
        rg::make_detector(d.name, {.rate_hz = 37, .mounting = worn, .side = rg::side::right});
    std::visit(
        [&](const auto& detector) {
          BOOST_TEST(detector.params().rate_hz == 37);
          if constexpr (requires { detector.params().mounting; }) {
            BOOST_TEST((detector.params().mounting == worn));
          }
          if constexpr (requires { detector.params().side; }) {
            BOOST_TEST((detector.params().side == rg::side::right));
          }
          BOOST_TEST(made.latency_s() == detector.latency_s());
        },
        made.held());
    BOOST_CHECK_THROW(rg::make_detector(d.name, {.rate_hz = 0}), rg::config_error);
  });
  const rg::recording& foot = walk_at(rg::placement::left_foot);
  const rg::detector_options stated = rg::options_for(foot);
  BOOST_TEST(stated.on_foot);
  BOOST_TEST(stated.rate_hz == foot.rate_hz());
  BOOST_TEST((stated.mounting == foot.mounting));
  BOOST_TEST((stated.side == rg::side::left));
  BOOST_TEST((rg::side_of(rg::placement::right_thigh) == rg::side::right));
  BOOST_TEST((rg::side_of(rg::placement::lumbar) == rg::side::unknown));
}

BOOST_AUTO_TEST_CASE(any_detector_does_what_the_detector_does) {
  for_each_detector([](const rg::detector_description& d) {
    const rg::recording& r = walk_at(d.placements.front());
    const auto made = rg::make_detector(d.name, rg::options_for(r));
    const contacts found = rg::detect_contacts(r, made);
    const contacts own = std::visit(
        [&](const auto& detector) { return rg::detect(r.samples(), detector); }, made.held());
    BOOST_TEST((found == own));
    BOOST_TEST(!found.empty());

    rg::recording without = r;
    without.gyr_rad_s.resize(0, 3);
    BOOST_TEST(rg::detect_contacts(without, made).empty() == d.needs_gyroscope);
  });
}

BOOST_AUTO_TEST_CASE(all_keep_the_same_laws) {
  for_each_detector([](const rg::detector_description& d) {
    const rg::recording& r = walk_at(d.placements.front());
    const auto samples = rt::samples_of<rg::imu_sample<double>>(r);
    const auto report =
        rt::check_detector_laws(rg::make_detector(d.name, rg::options_for(r)), samples);
    BOOST_TEST(report.ok(), report.text());
  });
}

BOOST_AUTO_TEST_CASE(each_finds_what_its_description_says) {
  for_each_detector([](const rg::detector_description& d) {
    const rg::recording& r = walk_at(d.placements.front());
    const contacts found = rg::detect_contacts(r, rg::make_detector(d.name, rg::options_for(r)));
    const auto any = [&found](auto is) { return std::any_of(found.begin(), found.end(), is); };
    BOOST_TEST(d.finds_final_contacts ==
               any([](const rg::contact& c) { return c.kind == rg::contact_kind::final_contact; }));
    BOOST_TEST(d.finds_directions == any([](const rg::contact& c) {
                 return c.direction.value != rg::direction::unknown;
               }));
    BOOST_TEST(d.finds_bouts == any([](const rg::contact& c) { return c.bout > 0; }));
    if (rg::side_of(d.placements.front()) == rg::side::unknown) {
      BOOST_TEST(d.finds_sides ==
                 any([](const rg::contact& c) { return c.side != rg::side::unknown; }));
    }
  });
}

BOOST_AUTO_TEST_CASE(any_detector_is_a_value) {
  static_assert(rg::contact_detector<rg::any_detector<double>>);
  static_assert(rg::contact_detector<rg::any_detector<float>, float>);
  const auto samples = rt::samples_of<rg::imu_sample<double>>(walk_at(rg::placement::lumbar));
  auto one = rg::make_detector("shin-2011");
  auto other = one;
  BOOST_TEST((one == other));
  for (std::size_t i = 0; i < 350; ++i) one.update(samples[i]);
  BOOST_TEST((one != other));
  for (std::size_t i = 0; i < 350; ++i) other.update(samples[i]);
  BOOST_TEST((one == other));
  one.reset();
  BOOST_TEST((one == rg::make_detector("shin-2011")));
  BOOST_TEST((one != rg::make_detector("rai-2012")));
}

BOOST_AUTO_TEST_SUITE_END()
