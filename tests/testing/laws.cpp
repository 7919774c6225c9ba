#include <retrogait/testing/allocations.hpp>
#include <retrogait/testing/laws.hpp>

#include <memory>

#include "../support/test.hpp"

RETROGAIT_COUNT_ALLOCATIONS;

namespace rg = retrogait;
namespace rt = retrogait::testing;

namespace {

/// A plain peak finder on the vertical axis, right in every respect that the laws know: a peak is
/// known one sample later and given up to finish() if the recording ends with it.
template <class T = double>
class peak_detector {
 public:
  std::optional<rg::contact> update(const rg::acc_sample<T>& s) {
    const double here = static_cast<double>(s.acc_m_s2[0]);
    std::optional<rg::contact> out;
    if (seen_ >= 2 && last_ > before_ && last_ > here && last_ > 12.0) {
      rg::contact c;
      c.time_s = last_time_;
      c.known_at_s = s.time_s;
      c.side = next_;
      next_ = rg::opposite(next_);
      out = c;
    }
    before_ = last_;
    last_ = here;
    last_time_ = s.time_s;
    ++seen_;
    return out;
  }
  void finish() {}
  void reset() { *this = {}; }
  double latency_s() const { return 0.011; }

 protected:
  double before_ = 0;
  double last_ = 0;
  double last_time_ = 0;
  int seen_ = 0;
  rg::side next_ = rg::side::left;
};

/// Each of these breaks one law.
struct forgets_to_reset : peak_detector<> {
  void reset() { next_ = rg::side::right; }
};

struct lies_about_latency : peak_detector<> {
  double latency_s() const { return 0.001; }
};

struct shares_its_state {
  std::shared_ptr<peak_detector<>> state = std::make_shared<peak_detector<>>();
  std::optional<rg::contact> update(const rg::acc_sample<double>& s) { return state->update(s); }
  void finish() {}
  double latency_s() const { return 0.011; }
};

struct keeps_a_global {
  static inline int calls = 0;
  peak_detector<> inner;
  std::optional<rg::contact> update(const rg::acc_sample<double>& s) {
    ++calls;
    const std::optional<rg::contact> c = inner.update(s);
    return calls % 7 == 0 ? std::nullopt : c;
  }
  void finish() {}
  double latency_s() const { return 0.011; }
};

struct predicts : peak_detector<> {
  std::optional<rg::contact> update(const rg::acc_sample<double>& s) {
    std::optional<rg::contact> c = peak_detector<>::update(s);
    if (c) c->time_s += 0.5;
    return c;
  }
};

struct backdates : peak_detector<> {
  int n = 0;
  void reset() { *this = {}; }
  std::optional<rg::contact> update(const rg::acc_sample<double>& s) {
    std::optional<rg::contact> c = peak_detector<>::update(s);
    if (c && ++n % 2 == 0) c->known_at_s -= 5;
    return c;
  }
};

struct allocates : peak_detector<> {
  std::vector<double> seen;
  std::optional<rg::contact> update(const rg::acc_sample<double>& s) {
    seen.push_back(s.time_s);
    return peak_detector<>::update(s);
  }
};

struct needs_samples : peak_detector<> {
  void finish() {
    if (seen_ == 0) throw std::runtime_error("nothing to finish");
  }
};

struct from_gyroscope {
  double before = 0;
  std::optional<rg::contact> update(const rg::imu_sample<double>& s) {
    const bool crossed = before < 0 && s.gyr_rad_s[1] >= 0;
    before = s.gyr_rad_s[1];
    if (!crossed) return std::nullopt;
    rg::contact c;
    c.time_s = c.known_at_s = s.time_s;
    return c;
  }
  void finish() {}
  double latency_s() const { return 0; }
};

/// Gives all its events at the end, as a small buffer.
struct waits_for_the_end {
  int peaks = 0;
  peak_detector<> inner;
  rg::event_buffer<rg::contact, 4> update(const rg::acc_sample<double>& s) {
    if (inner.update(s)) ++peaks;
    return {};
  }
  rg::event_buffer<rg::contact, 4> finish() {
    rg::event_buffer<rg::contact, 4> out;
    if (peaks > 0) out.push_back({});
    return out;
  }
  double latency_s() const { return 0; }
};

std::vector<rg::acc_sample<double>> forward_samples() {
  static const std::vector<rg::acc_sample<double>> samples = rt::samples_of<rg::acc_sample<double>>(
      rt::virtual_walker{.seconds = 15}.walk().recordings[0]);
  return samples;
}

std::vector<std::string> broken(const rt::law_report& report) {
  std::vector<std::string> names;
  for (const rt::law_violation& v : report.violations()) names.push_back(v.law);
  return names;
}

template <class Detector>
std::vector<std::string> broken_by() {
  return broken(rt::check_detector_laws(Detector{}, forward_samples()));
}

using names = std::vector<std::string>;

struct one_pole {
  double state = 0;
  double operator()(double x) { return state += 0.1 * (x - state); }
  void reset() { state = 0; }
};

struct one_pole_that_remembers : one_pole {
  void reset() {}
};

struct mean {
  double sum = 0;
  int n = 0;
  void operator()(double x) {
    sum += x;
    ++n;
  }
  mean& operator+=(const mean& other) {
    sum += other.sum;
    n += other.n;
    return *this;
  }
  double value() const { return n > 0 ? sum / n : 0; }
};

struct mean_of_means : mean {
  mean_of_means& operator+=(const mean_of_means& other) {
    sum = 0.5 * (value() + other.value());
    n = 1;
    return *this;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(laws)

BOOST_AUTO_TEST_CASE(a_sound_detector_keeps_them_all) {
  BOOST_REQUIRE(rg::detect(forward_samples(), peak_detector<>{}).size() > 10U);
  const rt::law_report report = rt::check_detector_laws(peak_detector<>{}, forward_samples());
  BOOST_TEST(report.ok(), report.text());
  const names expected{"determinism",
                       "batch equals streaming",
                       "copies are independent",
                       "objects are independent",
                       "reset equals fresh",
                       "no event from the future",
                       "latency",
                       "known in order",
                       "short recordings",
                       "no heap"};
  BOOST_TEST(report.checked() == expected, boost::test_tools::per_element());
  BOOST_TEST(report.text().find("all laws hold") == 0U);
}

BOOST_AUTO_TEST_CASE(each_broken_law_is_named) {
  BOOST_TEST(broken_by<forgets_to_reset>() == names{"reset equals fresh"});
  BOOST_TEST(broken_by<lies_about_latency>() == names{"latency"});
  BOOST_TEST(broken_by<predicts>() == names{"no event from the future"});
  BOOST_TEST(broken_by<backdates>() == names{"known in order"});
  BOOST_TEST(broken_by<allocates>() == names{"no heap"});
  BOOST_TEST(broken_by<needs_samples>() == names{"short recordings"});
  const names shared = broken_by<shares_its_state>();
  BOOST_TEST((std::find(shared.begin(), shared.end(), "copies are independent") != shared.end()));
  const names global = broken_by<keeps_a_global>();
  BOOST_TEST((std::find(global.begin(), global.end(), "determinism") != global.end()));
}

BOOST_AUTO_TEST_CASE(a_failure_says_where) {
  const rt::law_report report = rt::check_detector_laws(lies_about_latency{}, forward_samples());
  BOOST_REQUIRE(report.violations().size() == 1U);
  BOOST_TEST(report.text().find("law broken: latency: ") == 0U);
  BOOST_TEST(report.text().find("0.01 s late; latency_s() is 0.001") != std::string::npos,
             report.text());
  BOOST_TEST(report.breaks("latency"));
  BOOST_TEST(!report.breaks("determinism"));
}

BOOST_AUTO_TEST_CASE(events_of_finish_are_exempt_from_latency) {
  const rt::law_report report = rt::check_detector_laws(waits_for_the_end{}, forward_samples());
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(gaps_do_not_count_as_latency) {
  rt::virtual_walker walker{.seconds = 30};
  walker.sensor.lost_share = 0.1;
  const rt::law_report report = rt::check_laws<peak_detector<>>(walker);
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(the_macro_takes_any_kind_of_sample) {
  using of_float = peak_detector<float>;
  using of_double = peak_detector<double>;
  RETROGAIT_CHECK_LAWS(of_double, rt::virtual_walker{.direction = rg::direction::backward});
  RETROGAIT_CHECK_LAWS(of_float, rt::virtual_walker{.seconds = 10, .seed = 2});
  RETROGAIT_CHECK_LAWS(from_gyroscope, rt::virtual_walker{.seconds = 10});
  const auto fails = [] {
    RETROGAIT_CHECK_LAWS(forgets_to_reset, rt::virtual_walker{.seconds = 15});
  };
  BOOST_CHECK_EXCEPTION(fails(), std::runtime_error, [](const std::runtime_error& e) {
    return std::string(e.what()).find("forgets_to_reset") == 0 &&
           std::string(e.what()).find("reset equals fresh") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(time_shift_moves_events) {
  const auto samples = forward_samples();
  BOOST_TEST(rt::check_time_shift(peak_detector<>{}, samples).ok());
  struct knows_the_time : peak_detector<> {
    std::optional<rg::contact> update(const rg::acc_sample<double>& s) {
      const std::optional<rg::contact> c = peak_detector<>::update(s);
      return s.time_s > 1000 ? std::nullopt : c;
    }
  };
  const rt::law_report report = rt::check_time_shift(knows_the_time{}, samples);
  BOOST_TEST(broken(report) == names{"time shift"});
}

BOOST_AUTO_TEST_CASE(gain_is_a_promise_that_can_be_broken) {
  const auto samples = forward_samples();
  BOOST_TEST(!rt::check_gain(peak_detector<>{}, samples, 0.5).ok());  // its threshold is absolute
  const rt::law_report report = rt::check_gain(peak_detector<>{}, samples, 1.0);
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(a_mirror_exchanges_the_sides) {
  /// The side is the sign of the mediolateral acceleration.
  struct sided : peak_detector<> {
    std::optional<rg::contact> update(const rg::acc_sample<double>& s) {
      std::optional<rg::contact> c = peak_detector<>::update(s);
      if (c) c->side = s.acc_m_s2[1] > 0 ? rg::side::left : rg::side::right;
      return c;
    }
  };
  const auto samples = forward_samples();
  const rg::device_axis left{1, 1};
  BOOST_TEST(rt::check_mirror(sided{}, samples, left).ok());
  BOOST_TEST(broken(rt::check_mirror(peak_detector<>{}, samples, left)) ==
             names{"left/right mirror"});
}

BOOST_AUTO_TEST_CASE(a_rotation_changes_nothing_once_it_is_known) {
  struct along {
    Eigen::Vector3d up{1, 0, 0};
    peak_detector<> inner{};
    std::optional<rg::contact> update(rg::acc_sample<double> s) {
      s.acc_m_s2[0] = up.dot(s.acc_m_s2);
      return inner.update(s);
    }
    void finish() {}
    double latency_s() const { return 0.011; }
  };
  Eigen::Matrix3d r;
  r << 0, -1, 0, 1, 0, 0, 0, 0, 1;
  along turned;
  turned.up = r * turned.up;
  const auto samples = forward_samples();
  BOOST_TEST(rt::check_rotation(along{}, turned, samples, r).ok());
  BOOST_TEST(!rt::check_rotation(along{}, along{}, samples, r).ok());
}

BOOST_AUTO_TEST_CASE(sample_maps_are_held_to_theirs) {
  std::vector<double> items;
  rt::random_source random(1);
  for (int i = 0; i < 100; ++i) items.push_back(random.normal());
  const rt::law_report sound = rt::check_map_laws(one_pole{}, items);
  BOOST_TEST(sound.ok(), sound.text());
  BOOST_TEST(broken(rt::check_map_laws(one_pole_that_remembers{}, items)) ==
             names{"reset equals fresh"});
}

BOOST_AUTO_TEST_CASE(accumulators_are_held_to_theirs) {
  std::vector<double> items;
  rt::random_source random(1);
  for (int i = 0; i < 100; ++i) items.push_back(random.normal());
  const rt::law_report sound = rt::check_accumulator_laws(mean{}, items);
  BOOST_TEST(sound.ok(), sound.text());
  const names expected{"merge equals fill", "empty is neutral"};
  BOOST_TEST(broken(rt::check_accumulator_laws(mean_of_means{}, items)) == expected);
}

BOOST_AUTO_TEST_CASE(allocations_are_counted) {
  BOOST_REQUIRE(rt::counts_allocations());
  const std::size_t before = rt::allocations();
  std::vector<int> vector(100);
  BOOST_TEST(rt::allocations() > before);
  struct alignas(128) wide {
    char bytes[128];
  };
  const std::size_t between = rt::allocations();
  const auto aligned = std::make_unique<wide>();
  BOOST_TEST(reinterpret_cast<std::uintptr_t>(aligned.get()) % 128 == 0U);
  BOOST_TEST(rt::allocations() == between + 1);
}

BOOST_AUTO_TEST_SUITE_END()
