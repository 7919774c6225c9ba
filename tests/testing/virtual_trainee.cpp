#include <retrogait/rules/language.hpp>
#include <retrogait/testing/virtual_trainee.hpp>

#include <algorithm>
#include <cmath>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::testing;
using namespace retrogait::rules;

namespace {

// Nothing happens by chance.
trainee_model calm_model() {
  trainee_model m;
  m.capacity_spread = 0;
  m.pain_at_rest = 1;
  m.pain_at_rest_spread = 0;
  m.pain_wanders = 0;
  m.flares_a_year = 0;
  m.absences_a_year = 0;
  m.breaks_off = 0;
  m.near_fall = m.fall = m.giving_way = m.locking = m.warning_symptoms = 0;
  m.form_missing = m.minutes_missing = 0;
  return m;
}

virtual_trainee calm(const trainee_model& model = calm_model()) {
  return virtual_trainee(model, random_source(1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(virtual_trainees)

BOOST_AUTO_TEST_CASE(kinds_have_names_and_models) {
  for (const trainee_kind kind : all_trainee_kinds) {
    BOOST_TEST((trainee_kind_from(to_string(kind)) == kind));
    BOOST_TEST(model_of(kind).validate().empty());
    BOOST_TEST((model_of(kind) == trainee_model{}) == (kind == trainee_kind::steady));
  }
  BOOST_TEST(!trainee_kind_from("lazy"));
}

BOOST_AUTO_TEST_CASE(a_wrong_model_is_refused_with_every_name) {
  trainee_model wrong;
  wrong.comes = 1.2;
  wrong.capacity_min = 0;
  wrong.flare_pain_most = 1;
  wrong.return_days_least = 0;
  std::vector<std::string> fields;
  for (const issue& one : wrong.validate()) fields.push_back(one.field);
  const std::vector<std::string> expected{"capacity_min", "flare_pain_least", "comes",
                                          "return_days_least"};
  BOOST_TEST(fields == expected, boost::test_tools::per_element());
  BOOST_CHECK_THROW(virtual_trainee(wrong, random_source(1)), config_error);
}

BOOST_AUTO_TEST_CASE(the_same_random_numbers_make_the_same_person) {
  const trainee_model model = model_of(trainee_kind::flaring);
  virtual_trainee one(model, random_source(7));
  virtual_trainee same(model, random_source(7));
  virtual_trainee other(model, random_source(8));
  bool differs = false;
  for (int day = 0; day < 30; ++day) {
    for (virtual_trainee* who : {&one, &same, &other}) who->wake();
    session_record a;
    session_record b;
    BOOST_TEST((one.train(8, 1, a) == same.train(8, 1, b)));
    BOOST_TEST((a == b));
    BOOST_TEST(one.pain() == same.pain());
    differs = differs || one.pain() != other.pain();
  }
  BOOST_TEST(differs);
}

BOOST_AUTO_TEST_CASE(a_session_reports_every_metric_on_its_scale) {
  for (const trainee_kind kind : all_trainee_kinds) {
    virtual_trainee who(model_of(kind), random_source(3));
    for (int day = 0; day < 60; ++day) {
      who.wake();
      session_record record;
      who.train(5 + day, 1.15, record);
      who.wake();
      who.look_back(record, 1);
      BOOST_TEST(record.values.entries().size() == catalog::reported_metrics.size());
      for (const metric_values::entry& one : record.values.entries()) {
        BOOST_TEST(catalog::find_reported(one.info->id) == one.info);
        if (!one.value) continue;
        const value_scale scale = scale_of(*one.info);
        BOOST_TEST((*one.value >= scale.lowest && *one.value <= scale.highest));
        if (scale.whole) BOOST_TEST(*one.value == std::floor(*one.value));
        if (!scale.words.empty()) BOOST_TEST(scale.by_value(*one.value) != nullptr);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(capacity_grows_with_training_and_fades_without) {
  virtual_trainee who = calm();
  const double before = who.capacity_min();
  for (int session = 0; session < 20; ++session) {
    session_record record;
    who.train(before / 2, 1, record);
  }
  const double trained = who.capacity_min();
  BOOST_TEST(trained > 1.1 * before);
  BOOST_TEST(100 - who.limb_symmetry_percent() ==
                 (100 - calm().limb_symmetry_percent()) * before / trained,
             boost::test_tools::tolerance(1e-9));

  virtual_trainee harder = calm();
  for (int session = 0; session < 20; ++session) {
    session_record record;
    harder.train(before, 1, record);
  }
  BOOST_TEST(harder.capacity_min() > trained);

  for (int day = 0; day < 14; ++day) who.wake();
  BOOST_TEST(who.capacity_min() - before == (trained - before) * std::pow(1 - 0.0036, 14),
             boost::test_tools::tolerance(1e-9));
  for (int day = 0; day < 3000; ++day) who.wake();
  BOOST_TEST(who.capacity_min() == before, boost::test_tools::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(load_above_capacity_hurts_and_settles) {
  session_record record;
  virtual_trainee who = calm();
  BOOST_TEST(who.train(10, 1, record).pain == 1);
  BOOST_TEST((*record.values[catalog::soreness] == catalog::not_sore));

  who = calm();
  const true_session hard = who.train(13, 1, record);
  BOOST_TEST(hard.pain == 1 + 6 * 0.3, boost::test_tools::tolerance(1e-9));
  BOOST_TEST((*record.values[catalog::pain_before] == nrs(1)));
  BOOST_TEST((*record.values[catalog::pain_during] == nrs(3)));
  BOOST_TEST((*record.values[catalog::soreness] == catalog::sore_next_day));
  BOOST_TEST(!record.values[catalog::pain_next_day]);
  const double after = who.pain();
  BOOST_TEST((after > 1 && after < hard.pain));
  who.wake();
  BOOST_TEST((who.pain() > 1 && who.pain() < after));

  // The same minutes, walked faster.
  who = calm();
  BOOST_TEST(who.train(13, 1.15, record).pain > hard.pain);
}

BOOST_AUTO_TEST_CASE(the_days_after_tell_how_long_it_hurt) {
  trainee_model model = calm_model();
  model.pain_settles_a_day = 0;  // raised for good
  virtual_trainee who = calm(model);
  session_record record;
  who.train(15, 1, record);
  for (int day = 1; day <= 5; ++day) {
    who.wake();
    who.look_back(record, day);
    BOOST_TEST((*record.values[catalog::pain_lasted] == hours((std::min)(day, 3) * 24)));
  }
  BOOST_TEST((*record.values[catalog::pain_next_day] == nrs(3)));

  who = calm();
  who.train(5, 1, record);
  who.wake();
  who.look_back(record, 1);
  BOOST_TEST((*record.values[catalog::pain_next_day] == nrs(1)));
  BOOST_TEST((*record.values[catalog::pain_lasted] == hours(0)));
}

BOOST_AUTO_TEST_CASE(a_session_ends_where_the_pain_is_too_much) {
  session_record record;
  virtual_trainee who = calm();
  const true_session cut = who.train(25, 1, record);
  BOOST_TEST(cut.pain == 5, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(cut.minutes < 25);
  BOOST_TEST((*record.values[catalog::completed] < percent(100)));
}

BOOST_AUTO_TEST_CASE(a_flare_hurts_and_takes_capacity) {
  trainee_model model = calm_model();
  model.flares_a_year = 365;
  virtual_trainee who = calm(model);
  const double rested = who.capacity_min();
  who.wake();
  BOOST_TEST(who.pain() >= 1 + model.flare_pain_least);
  BOOST_TEST(who.capacity_min() == 0.6 * rested);
  BOOST_TEST(who.answers().walking_pain >= 2);
  BOOST_TEST(who.answers().swelling >= 0.5);
}

BOOST_AUTO_TEST_CASE(who_understates_says_less_and_does_more) {
  trainee_model model = calm_model();
  model.pain_at_rest = 4;
  model.understates = 1.5;
  model.does_more = 0.5;
  virtual_trainee who = calm(model);
  BOOST_TEST(who.pain() == 4);
  BOOST_TEST(who.answers().walking_pain == 3);
  session_record record;
  BOOST_TEST(who.train(5, 1, record).minutes > 5);
  BOOST_TEST((*record.values[catalog::completed] == percent(100)));
}

BOOST_AUTO_TEST_CASE(what_is_forgotten_or_not_sensed_is_missing) {
  trainee_model model = calm_model();
  model.forgets = 1;
  model.form_missing = 1;
  model.minutes_missing = 1;
  virtual_trainee who = calm(model);
  session_record record;
  who.train(5, 1, record);
  who.wake();
  who.look_back(record, 1);
  for (const metric_values::entry& one : record.values.entries()) BOOST_TEST(!one.value);

  model = calm_model();
  model.least_quality = 0.2;
  virtual_trainee noisy = calm(model);
  double least = 1;
  for (int session = 0; session < 50; ++session) {
    noisy.train(5, 1, record);
    const double quality = record.values[catalog::form_passing].quality();
    BOOST_TEST((quality >= 0.2 && quality <= 1));
    least = (std::min)(least, quality);
  }
  BOOST_TEST(least < 0.5);
}

BOOST_AUTO_TEST_CASE(who_does_not_come_back_has_left) {
  trainee_model model = calm_model();
  model.returns = 0;
  BOOST_TEST(!calm(model).returns_after());
  model.returns = 1;
  virtual_trainee who = calm(model);
  for (int i = 0; i < 50; ++i) {
    const std::optional<int> days = who.returns_after();
    BOOST_REQUIRE(days);
    BOOST_TEST((*days >= 3 && *days <= 14));
  }
}

BOOST_AUTO_TEST_SUITE_END()
