#pragma once
/// @file
/// A virtual trainee: a simulated person who trains backward walking, with a knee that answers to
/// load and habits of coming, doing and reporting. For trying out programmes (rehearse.hpp).
///
/// It is no evidence about people. The numbers are few and plausible, most of them engineering
/// choices, fitted to nothing; what comes out tells something about the programme only: what it does
/// when such people walk through it.
///
/// The knee. Load is minutes of backward walking times the speed as a share of the comfortable one;
/// capacity is the load of one session that brings no more pain. Sessions raise capacity, days
/// without load let the gain fade. Load above capacity hurts in proportion, and part of that pain
/// stays and settles from day to day. Flares come at random: for some days there is more pain and
/// less capacity. Effort is in proportion to load over capacity. Near-falls, falls, giving way,
/// locking and warning symptoms are rare and do not depend on the load.

#include <retrogait/core/errors.hpp>
#include <retrogait/rules/log.hpp>
#include <retrogait/rules/reported.hpp>
#include <retrogait/testing/random.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

namespace retrogait::testing {

enum class trainee_kind : std::uint8_t {
  steady,
  flaring,       ///< the knee flares again and again, for some days
  non_adherent,  ///< misses sessions, breaks them off, stays away for weeks, forgets to answer
  over_eager,    ///< does more than told, comes too early, keeps pain quiet
  noisy_sensors  ///< form and minutes are noisy, of low quality, or missing
};

inline constexpr std::array all_trainee_kinds{trainee_kind::steady, trainee_kind::flaring,
                                              trainee_kind::non_adherent, trainee_kind::over_eager,
                                              trainee_kind::noisy_sensors};

constexpr std::string_view to_string(trainee_kind kind) {
  switch (kind) {
    case trainee_kind::steady:
      return "steady";
    case trainee_kind::flaring:
      return "flaring";
    case trainee_kind::non_adherent:
      return "non-adherent";
    case trainee_kind::over_eager:
      return "over-eager";
    case trainee_kind::noisy_sensors:
      return "noisy-sensors";
  }
  return "unknown kind";
}

/// Nothing if no kind has that name.
constexpr std::optional<trainee_kind> trainee_kind_from(std::string_view name) {
  for (const trainee_kind kind : all_trainee_kinds) {
    if (to_string(kind) == name) return kind;
  }
  return std::nullopt;
}

/// What a virtual trainee is made of. The defaults are a steady person. Engineering choices unless a
/// source is named.
struct trainee_model {
  // The knee.
  double capacity_min = 10;       ///< before training: the dose of the knee trials (Alghadir 2019)
  double capacity_spread = 0.25;  ///< SD between people, as a share of capacity_min
  double growth = 0.03;       ///< share by which a session at capacity raises it; less load, less
  double growth_ends_at = 4;  ///< times the capacity before training; growth slows down to there
  /// Share of the gain that is lost every day; 0.0036 is 5 % in two weeks, the most that a review
  /// reports for strength (McMaster 2013, from a secondary page).
  double fade_a_day = 0.0036;
  double pain_at_rest = 0.9;         ///< NRS, mean of people
  double pain_at_rest_spread = 0.3;  ///< SD between people
  double pain_wanders = 0.25;        ///< SD from day to day, NRS; a day resembles the one before
  double notices = 0.75;  ///< NRS by which pain differs from the last number said before another is
  double pain_of_overload = 6;      ///< NRS points of a session at twice the capacity
  double pain_stays = 0.5;          ///< share of that pain which is still there after the session
  double pain_settles_a_day = 0.5;  ///< share of what stayed that goes every day
  double effort_at_capacity = 5;    ///< CR10; where moderate effort ends (ACSM, recalled)
  double effort_spread = 0.5;       ///< SD from session to session, CR10
  double flares_a_year = 0.5;       ///< how many begin
  double flare_days_least = 3;
  double flare_days_most = 10;
  double flare_pain_least = 1.5;  ///< NRS points on top, drawn for each flare
  double flare_pain_most = 5;
  double flare_capacity = 0.6;         ///< share of the capacity that a flare leaves
  double comfortable_speed_m_s = 0.6;  ///< backward, mean; older adults 0.5 to 0.7 (recalled)
  double comfortable_speed_spread = 0.12;
  double limb_symmetry_percent =
      82;  ///< mean before training; what lacks shrinks as capacity grows
  double limb_symmetry_spread = 6;

  // Rare events: the chance of each in one session.
  double near_fall = 0.005;
  double fall = 0.0002;
  double giving_way = 0.0004;
  double locking = 0.0001;
  double warning_symptoms = 0.0002;

  // Habits.
  double comes = 0.96;         ///< share of the planned sessions
  double breaks_off = 0.02;    ///< share of sessions broken off for no reason of the knee
  double absences_a_year = 1;  ///< how many begin
  double absence_days_least = 7;
  double absence_days_most = 14;
  double forgets = 0;             ///< share of answers that are not given
  double place_unfit = 0.01;      ///< share of sessions with no fit place or shoes
  double ends_at_pain = 5;        ///< NRS above which a session is ended (pain-monitoring model)
  double does_more = 0;           ///< up to this share of the dose on top
  int extra_sessions_a_week = 0;  ///< planned beyond the programme's
  double comes_early = 0;         ///< chance of not waiting where the programme asks to
  double understates = 0;         ///< NRS points that are kept quiet

  // Sensors.
  double form_mean = 92;          ///< % of strides in good form; 5 less per point of effort above 6
  double form_spread = 4;         ///< SD from session to session
  double form_missing = 0.02;     ///< share of sessions
  double minutes_missing = 0.01;  ///< share of sessions
  double minutes_noise = 0.02;    ///< SD as a share
  double least_quality = 0.9;     ///< of form and minutes: uniform from here to 1

  // After a stop or a referral.
  double returns = 0.85;  ///< chance of coming back; else the person has left for good
  double return_days_least = 3;
  double return_days_most = 14;

  issues validate() const;

  friend bool operator==(const trainee_model&, const trainee_model&) = default;
};

/// The model of that kind: what differs from a steady person is said here.
inline trainee_model model_of(trainee_kind kind) {
  trainee_model m;
  switch (kind) {
    case trainee_kind::steady:
      break;
    case trainee_kind::flaring:
      m.flares_a_year = 9;
      break;
    case trainee_kind::non_adherent:
      m.comes = 0.65;
      m.breaks_off = 0.2;
      m.absences_a_year = 4;
      m.absence_days_most = 35;
      m.forgets = 0.003;
      break;
    case trainee_kind::over_eager:
      m.does_more = 0.5;
      m.extra_sessions_a_week = 2;
      m.comes_early = 0.5;
      m.understates = 1.5;
      m.ends_at_pain = 8;
      m.returns = 0.95;
      break;
    case trainee_kind::noisy_sensors:
      m.form_mean = 85;
      m.form_spread = 12;
      m.form_missing = 0.25;
      m.minutes_missing = 0.25;
      m.minutes_noise = 0.2;
      m.least_quality = 0.2;
      break;
  }
  return m;
}

inline issues trainee_model::validate() const {
  issues found;
  const auto share = [&found](const char* field, double value) {
    require(found, value >= 0 && value <= 1, field, "must be 0 to 1");
  };
  const auto not_negative = [&found](const char* field, double value) {
    require(found, value >= 0 && value <= 1e6, field, "must be 0 or more");
  };
  const auto span = [&found](const char* field, double least, double most) {
    require(found, least >= 0 && most >= least && most <= 1e6, field,
            "must be 0 or more, and not above the most");
  };
  require(found, capacity_min > 0 && capacity_min <= 1e6, "capacity_min", "must be more than 0");
  require(found, capacity_spread >= 0 && capacity_spread <= 0.45, "capacity_spread",
          "must be 0 to 0.45, so that every capacity is above 0");
  not_negative("growth", growth);
  require(found, growth_ends_at > 1 && growth_ends_at <= 1e6, "growth_ends_at",
          "must be more than 1");
  share("fade_a_day", fade_a_day);
  not_negative("pain_at_rest", pain_at_rest);
  not_negative("pain_at_rest_spread", pain_at_rest_spread);
  not_negative("pain_wanders", pain_wanders);
  require(found, notices >= 0.5 && notices <= 10, "notices",
          "must be 0.5, which is plain rounding, to 10");
  not_negative("pain_of_overload", pain_of_overload);
  share("pain_stays", pain_stays);
  share("pain_settles_a_day", pain_settles_a_day);
  not_negative("effort_at_capacity", effort_at_capacity);
  not_negative("effort_spread", effort_spread);
  require(found, flares_a_year >= 0 && flares_a_year <= 365, "flares_a_year", "must be 0 to 365");
  span("flare_days_least", flare_days_least, flare_days_most);
  span("flare_pain_least", flare_pain_least, flare_pain_most);
  require(found, flare_capacity > 0 && flare_capacity <= 1, "flare_capacity",
          "must be more than 0 and at most 1");
  require(found, comfortable_speed_m_s > 0 && comfortable_speed_m_s <= 3, "comfortable_speed_m_s",
          "must be more than 0 and at most 3");
  require(found,
          comfortable_speed_spread >= 0 && comfortable_speed_spread < comfortable_speed_m_s / 2,
          "comfortable_speed_spread", "must be 0 or more and below half of the speed");
  require(found, limb_symmetry_percent > 0 && limb_symmetry_percent <= 100, "limb_symmetry_percent",
          "must be more than 0 and at most 100");
  not_negative("limb_symmetry_spread", limb_symmetry_spread);
  share("near_fall", near_fall);
  share("fall", fall);
  share("giving_way", giving_way);
  share("locking", locking);
  share("warning_symptoms", warning_symptoms);
  share("comes", comes);
  share("breaks_off", breaks_off);
  require(found, absences_a_year >= 0 && absences_a_year <= 365, "absences_a_year",
          "must be 0 to 365");
  span("absence_days_least", absence_days_least, absence_days_most);
  share("forgets", forgets);
  share("place_unfit", place_unfit);
  not_negative("ends_at_pain", ends_at_pain);
  not_negative("does_more", does_more);
  require(found, extra_sessions_a_week >= 0 && extra_sessions_a_week <= 7, "extra_sessions_a_week",
          "must be 0 to 7");
  share("comes_early", comes_early);
  not_negative("understates", understates);
  require(found, form_mean >= 0 && form_mean <= 100, "form_mean", "must be 0 to 100");
  not_negative("form_spread", form_spread);
  share("form_missing", form_missing);
  share("minutes_missing", minutes_missing);
  require(found, minutes_noise >= 0 && minutes_noise <= 1, "minutes_noise", "must be 0 to 1");
  share("least_quality", least_quality);
  share("returns", returns);
  span("return_days_least", return_days_least, return_days_most);
  require(found, return_days_least >= 1, "return_days_least", "must be 1 or more");
  return found;
}

/// What the person says of the knee before a session: the short form of the screening, as far as it
/// changes from day to day (progression/screening.hpp).
struct knee_answers {
  int walking_pain = 0;    ///< S8_walking_pain, NRS
  double swelling = 0;     ///< S7, grade
  bool gave_way = false;   ///< S6, in the last four weeks
  bool place_fits = true;  ///< S20

  friend bool operator==(const knee_answers&, const knee_answers&) = default;
};

/// What truly happened in a session, whatever was reported of it.
struct true_session {
  double minutes = 0;  ///< of backward walking
  double pain = 0;     ///< the highest, NRS

  friend bool operator==(const true_session&, const true_session&) = default;
};

class virtual_trainee {
 public:
  /// Throws config_error if the model is not valid.
  virtual_trainee(const trainee_model& model, random_source random)
      : model_(model), random_(random) {
    throw_if_any(model_.validate());
    start_capacity_min_ = model_.capacity_min * (1 + model_.capacity_spread * within_two_sd());
    capacity_min_ = start_capacity_min_;
    pain_at_rest_ = (std::max)(0.0, drawn(model_.pain_at_rest, model_.pain_at_rest_spread));
    last_said_ = whole(on_scale(pain_at_rest_ - model_.understates));
    comfortable_speed_m_s_ = drawn(model_.comfortable_speed_m_s, model_.comfortable_speed_spread);
    const double symmetry = drawn(model_.limb_symmetry_percent, model_.limb_symmetry_spread);
    strength_lacking_percent_ = 100 - (std::min)(100.0, (std::max)(0.0, symmetry));
    age_years_ = std::floor(between(40, 80));
  }

  /// The next day begins.
  void wake() {
    constexpr double days_a_year = 365;
    constexpr double kept = 0.7;      // of how the day before differed
    constexpr double renewed = 0.71;  // so that the SD stays what it is: kept² + renewed² ≈ 1
    stayed_pain_ *= 1 - model_.pain_settles_a_day;
    wandered_ = kept * wandered_ + renewed * model_.pain_wanders * random_.normal();
    capacity_min_ -= model_.fade_a_day * (capacity_min_ - start_capacity_min_);
    ++days_since_giving_way_;
    if (flare_days_ > 0) --flare_days_;
    if (flare_days_ == 0 && happens(model_.flares_a_year / days_a_year)) {
      flare_days_ = whole_days(model_.flare_days_least, model_.flare_days_most);
      flare_pain_ = between(model_.flare_pain_least, model_.flare_pain_most);
    }
    if (absent_days_ > 0) --absent_days_;
    if (absent_days_ == 0 && happens(model_.absences_a_year / days_a_year)) {
      absent_days_ = whole_days(model_.absence_days_least, model_.absence_days_most);
    }
  }

  /// NRS, as the person feels it walking about.
  double pain() const { return on_scale(pain_at_rest_ + wandered_ + raised_pain()); }
  /// Minutes at the comfortable speed.
  double capacity_min() const {
    return flare_days_ > 0 ? model_.flare_capacity * capacity_min_ : capacity_min_;
  }
  double age_years() const { return age_years_; }
  double comfortable_speed_m_s() const { return comfortable_speed_m_s_; }

  double limb_symmetry_percent() const {
    return 100 - strength_lacking_percent_ * start_capacity_min_ / capacity_min_;
  }

  /// Whether the person comes to a session that is planned for today.
  bool comes() { return absent_days_ == 0 && happens(model_.comes); }
  /// Whether the person comes although the programme asks to wait.
  bool comes_early() { return model_.comes_early > 0 && happens(model_.comes_early); }
  int extra_sessions_a_week() const { return model_.extra_sessions_a_week; }

  /// The day after a stop or a referral on which the person comes back, counted from it; nothing:
  /// never.
  std::optional<int> returns_after() {
    if (!happens(model_.returns)) return std::nullopt;
    return whole_days(model_.return_days_least, model_.return_days_most);
  }

  knee_answers answers() {
    constexpr int four_weeks = 28;
    return {static_cast<int>(said(pain())), swelling(), days_since_giving_way_ <= four_weeks,
            !happens(model_.place_unfit)};
  }

  /// A session of so many minutes at that share of the comfortable speed. Writes what is reported of
  /// it on the same day, every metric of catalog::reported_metrics; what follows comes from
  /// look_back().
  true_session train(double minutes, double speed_share, rules::session_record& record) {
    const double before = pain();
    double done = minutes * (1 + model_.does_more * random_.uniform());
    if (happens(model_.breaks_off)) done *= between(0.5, 0.95);
    const double capacity = capacity_min();
    const auto pain_after = [&](double walked) {
      const double overload = (std::max)(0.0, walked * speed_share / capacity - 1);
      return on_scale(before + model_.pain_of_overload * overload);
    };
    if (pain_after(done) > model_.ends_at_pain)
      done = ended_at(done, before, capacity, speed_share);
    const double load = done * speed_share / capacity;
    const double most_pain = pain_after(done);

    report(record, minutes, done, load, before, most_pain);

    stayed_pain_ += model_.pain_stays * (most_pain - before);
    const double room = 1 - capacity_min_ / (model_.growth_ends_at * start_capacity_min_);
    capacity_min_ *= 1 + model_.growth * (std::min)(1.0, load) * (std::max)(0.0, room);
    return {done, most_pain};
  }

  /// Adds to the report of the last session what the person notices so many days later. To be called
  /// on each of the days that follow it; what it adds changes on the first three of them only.
  void look_back(rules::session_record& record, int days_later) {
    constexpr double hours_a_day = 24;
    if (days_later < 1 || days_later > 3) return;
    const double now = said(pain());
    if (days_later == 1) {
      said_of_last_.still_raised = now > said_of_last_.before;
      answer(record, catalog::pain_next_day_info, now);
      if (!said_of_last_.still_raised) answer(record, catalog::pain_lasted_info, 0);
    }
    said_of_last_.still_raised = said_of_last_.still_raised && now > said_of_last_.before;
    if (said_of_last_.still_raised) {
      answer(record, catalog::pain_lasted_info, hours_a_day * days_later);
    }
  }

 private:
  static double on_scale(double nrs) { return (std::min)(10.0, (std::max)(0.0, nrs)); }
  static double whole(double value) { return std::floor(value + 0.5); }

  bool happens(double chance) { return random_.uniform() < chance; }
  double between(double least, double most) { return least + (most - least) * random_.uniform(); }
  int whole_days(double least, double most) {
    return static_cast<int>(std::floor(between(least, most + 1)));
  }
  double within_two_sd() { return (std::min)(2.0, (std::max)(-2.0, random_.normal())); }
  double drawn(double mean, double spread) { return mean + spread * within_two_sd(); }

  double raised_pain() const { return stayed_pain_ + (flare_days_ > 0 ? flare_pain_ : 0); }
  /// The last number again unless the pain is noticeably different.
  double said(double pain) {
    const double felt = on_scale(pain - model_.understates);
    if (std::abs(felt - last_said_) >= model_.notices) last_said_ = whole(felt);
    return last_said_;
  }

  double swelling() const {
    const double raised = raised_pain();
    return raised >= 5     ? catalog::two_plus.value()
           : raised >= 3   ? catalog::one_plus.value()
           : raised >= 1.5 ? catalog::trace.value()
                           : catalog::no_swelling.value();
  }

  /// The minutes after which the pain is where the person ends a session; a third of them at least,
  /// since it takes time to notice.
  double ended_at(double minutes, double before, double capacity, double speed_share) const {
    const double room = (std::max)(0.0, model_.ends_at_pain - before);
    const double overload = model_.pain_of_overload > 0 ? room / model_.pain_of_overload : 0;
    const double walked = (1 + overload) * capacity / speed_share;
    return (std::min)(minutes, (std::max)(minutes / 3, walked));
  }

  void answer(rules::session_record& record, const metric_info& info, double value) {
    if (happens(model_.forgets)) {
      record.values.set(info, measured<double>::not_computable(reason::not_reported));
    } else {
      record.values.set(info, measured<double>::of(value, 1));
    }
  }

  void sense(rules::session_record& record, const metric_info& info, double value,
             double share_missing) {
    if (happens(share_missing)) {
      record.values.set(info, measured<double>::not_computable(reason::sensor_missing));
    } else {
      record.values.set(
          info, measured<double>::of(value, 1, std::nullopt, between(model_.least_quality, 1)));
    }
  }

  void report(rules::session_record& record, double told, double done, double load, double before,
              double most_pain) {
    using namespace catalog;
    const double effort_felt =
        model_.effort_at_capacity * load + model_.effort_spread * random_.normal();
    const double half_points = whole(2 * on_scale(effort_felt)) / 2;
    const bool gives_way = happens(model_.giving_way);
    if (gives_way) days_since_giving_way_ = 0;
    const double raised = raised_pain();
    const quantity<units::soreness_grade> sore = raised >= 3     ? sore_throughout
                                                 : load > 1.1    ? sore_next_day
                                                 : raised >= 1.5 ? sore_in_warm_up
                                                                 : not_sore;
    said_of_last_ = {said(before), false};

    answer(record, pain_before_info, said_of_last_.before);
    answer(record, pain_during_info, said(most_pain));
    answer(record, morning_pain_info, said_of_last_.before);
    record.values.set(pain_next_day_info, measured<double>::not_computable(reason::not_reported));
    record.values.set(pain_lasted_info, measured<double>::not_computable(reason::not_reported));
    answer(record, soreness_info, sore.value());
    answer(record, swelling_info, swelling());
    answer(record, effort_info, half_points);
    answer(record, near_falls_info, happens(model_.near_fall) ? 1 : 0);
    answer(record, falls_info, happens(model_.fall) ? 1 : 0);
    answer(record, giving_way_info, gives_way ? 1 : 0);
    answer(record, locking_info, happens(model_.locking) ? 1 : 0);
    answer(record, warning_symptoms_info, happens(model_.warning_symptoms) ? 1 : 0);
    answer(record, cannot_bear_weight_info, most_pain >= 9.5 ? 1 : 0);
    answer(record, completed_info, whole((std::min)(100.0, 100 * done / told)));

    const double tired = 5 * (std::max)(0.0, half_points - 6);
    const double form = model_.form_mean - tired + model_.form_spread * random_.normal();
    sense(record, form_passing_info, whole((std::min)(100.0, (std::max)(0.0, form))),
          model_.form_missing);
    const double counted = done * (1 + model_.minutes_noise * random_.normal());
    sense(record, backward_minutes_info, (std::max)(0.0, counted), model_.minutes_missing);
  }

  struct last_report {
    double before = 0;  ///< pain, as it was said
    bool still_raised = false;
  };

  trainee_model model_;
  random_source random_;
  double start_capacity_min_ = 0;
  double capacity_min_ = 0;
  double pain_at_rest_ = 0;
  double comfortable_speed_m_s_ = 0;
  double strength_lacking_percent_ = 0;  ///< of the weaker leg, before training
  double age_years_ = 0;
  double last_said_ = 0;  ///< of pain
  double stayed_pain_ = 0;
  double wandered_ = 0;
  double flare_pain_ = 0;
  int flare_days_ = 0;
  int absent_days_ = 0;
  int days_since_giving_way_ = 1000;
  last_report said_of_last_{};
};

}  // namespace retrogait::testing
