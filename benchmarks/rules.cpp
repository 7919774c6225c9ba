// What a decision costs: judge() of the default programme's rules after sessions of a year, the same
// with the set compiled, the same with digests of the sessions kept; decide() of the rules and of the
// whole programme with their reasons, the latter with the programme prepared too; the next step
// without reasons; and 100,000 simulated people for a year.
//
//   bench_rules [people]            three sessions a week each, judged after every one

#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/history.hpp>
#include <retrogait/progression/prepared_programme.hpp>
#include <retrogait/rules/compiled.hpp>
#include <retrogait/rules/decision.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace rg = retrogait;

namespace {

constexpr int weeks = 52;

// Splitmix64: the same numbers on every machine.
class random_numbers {
 public:
  explicit random_numbers(std::uint64_t seed) : state_(seed) {}
  // 0 to one less than n.
  int below(int n) {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return static_cast<int>((z ^ z >> 31) % static_cast<std::uint64_t>(n));
  }

 private:
  std::uint64_t state_;
};

// Mostly a good session, now and then a sore or unfinished one.
void fill(rg::session_record& session, random_numbers& random) {
  const auto set = [&session](const rg::metric_info& info, double value) {
    session.values.set(info, rg::measured<double>::of(value, 1));
  };
  for (const rg::metric_info* info : rg::catalog::reported_metrics) set(*info, 0);
  set(rg::catalog::pain_before_info, 1);
  set(rg::catalog::pain_during_info, random.below(20) == 0 ? 4 : 1 + random.below(2));
  set(rg::catalog::pain_next_day_info, 1);
  set(rg::catalog::morning_pain_info, 1 + random.below(2));
  set(rg::catalog::effort_info, 2 + random.below(4));
  set(rg::catalog::completed_info, random.below(15) == 0 ? 80 : 100);
  set(rg::catalog::form_passing_info, 85 + random.below(15));
  set(rg::catalog::backward_minutes_info, 10);
}

rg::date day_of(std::size_t session) {
  const int n = static_cast<int>(session);
  return rg::add_days(rg::make_date(2026, 1, 5), 7 * (n / 3) + 2 * (n % 3));
}

std::vector<rg::session_record> sessions_of(std::size_t n) {
  random_numbers random(n);
  std::vector<rg::session_record> all(n);
  for (std::size_t i = 0; i < n; ++i) {
    all[i].day = day_of(i);
    fill(all[i], random);
  }
  return all;
}

rg::rules::log_view seen(const std::vector<rg::session_record>& all) {
  return {all, day_of(all.size()), rg::add_days(day_of(0), -1)};
}

const rg::rules::rule_set& default_rules() {
  return rg::default_programme().rules;
}

void judge_tree(benchmark::State& state) {
  const std::vector<rg::session_record> all = sessions_of(static_cast<std::size_t>(state.range(0)));
  const rg::rules::log_view log = seen(all);
  for (auto _ : state) benchmark::DoNotOptimize(rg::rules::judge(default_rules(), log));
}

void judge_compiled(benchmark::State& state) {
  const std::vector<rg::session_record> all = sessions_of(static_cast<std::size_t>(state.range(0)));
  const rg::rules::log_view log = seen(all);
  const rg::rules::compiled_rules rules(default_rules());
  for (auto _ : state) benchmark::DoNotOptimize(rules.judge(log));
}

void judge_with_digests(benchmark::State& state) {
  const std::vector<rg::session_record> all = sessions_of(static_cast<std::size_t>(state.range(0)));
  const rg::rules::log_view log = seen(all);
  const rg::rules::compiled_rules rules(default_rules());
  std::vector<rg::rules::session_digest> digests;
  for (const rg::session_record& one : all) digests.push_back(rules.digest(one));
  for (auto _ : state) benchmark::DoNotOptimize(rules.judge(log, digests));
}

void decide_with_reasons(benchmark::State& state) {
  const std::vector<rg::session_record> all = sessions_of(static_cast<std::size_t>(state.range(0)));
  const rg::rules::log_view log = seen(all);
  for (auto _ : state) benchmark::DoNotOptimize(rg::rules::decide(default_rules(), log));
}

// Levels rise every second week.
rg::training_history history_of(std::size_t n) {
  rg::training_history history;
  history.person.comfortable_speed_m_s = 0.6;
  history.screening =
      rg::fine_answers(rg::default_programme().screening, rg::add_days(day_of(0), -1));
  for (rg::session_record& one : sessions_of(n)) {
    one.level = std::min(1 + static_cast<int>(history.sessions().size()) / 6, 10);
    history.append(std::move(one));
  }
  return history;
}

void decide_programme(benchmark::State& state) {
  const std::size_t n = static_cast<std::size_t>(state.range(0));
  const rg::training_history history = history_of(n);
  for (auto _ : state) {
    benchmark::DoNotOptimize(rg::decide(rg::default_programme(), history, day_of(n)));
  }
}

void decide_prepared(benchmark::State& state) {
  const std::size_t n = static_cast<std::size_t>(state.range(0));
  const rg::training_history history = history_of(n);
  const rg::prepared_programme prepared(rg::default_programme());
  for (auto _ : state) benchmark::DoNotOptimize(prepared.decide(history, day_of(n)));
}

// After every session of so many, one after the other.
void next_step(benchmark::State& state, bool with_digests) {
  const std::size_t most = static_cast<std::size_t>(state.range(0));
  const rg::training_history history = history_of(most);
  const std::span<const rg::session_record> all = history.sessions();
  const rg::prepared_programme prepared(rg::default_programme());
  const std::optional<rg::screening_result> screened =
      rg::screen(prepared.plan().screening, *history.screening, history.screening->day);
  std::vector<rg::rules::session_digest> digests;
  for (const rg::session_record& one : all) digests.push_back(prepared.rules().digest(one));
  std::size_t n = 0;
  for (auto _ : state) {
    n = n % most + 1;
    const rg::rules::log_view log{all.first(n), day_of(n), screened->day, history.person};
    const std::size_t known = with_digests ? n : 0;
    benchmark::DoNotOptimize(prepared.next(screened, log, std::span(digests).first(known)));
  }
}

void next_without_digests(benchmark::State& state) {
  next_step(state, false);
}
void next_with_digests(benchmark::State& state) {
  next_step(state, true);
}

BENCHMARK(judge_tree)->ArgName("sessions")->Arg(3)->Arg(36)->Arg(156);
BENCHMARK(judge_compiled)->ArgName("sessions")->Arg(3)->Arg(36)->Arg(156);
BENCHMARK(judge_with_digests)->ArgName("sessions")->Arg(3)->Arg(36)->Arg(156);
BENCHMARK(decide_with_reasons)->ArgName("sessions")->Arg(36);
BENCHMARK(decide_programme)->ArgName("sessions")->Arg(3)->Arg(36)->Arg(156);
BENCHMARK(decide_prepared)->ArgName("sessions")->Arg(3)->Arg(36)->Arg(156);
BENCHMARK(next_without_digests)->ArgName("sessions")->Arg(3)->Arg(36)->Arg(156);
BENCHMARK(next_with_digests)->ArgName("sessions")->Arg(3)->Arg(36)->Arg(156);

using outcome_counts = std::array<std::uint64_t, 5>;

// One person's year, of sessions taken from those at hand. The room is used again for the next.
void live_a_year(const rg::rules::compiled_rules& rules,
                 const std::vector<rg::session_record>& at_hand, std::uint64_t seed,
                 std::vector<rg::session_record>& room,
                 std::vector<rg::rules::session_digest>& digests, outcome_counts& counts) {
  random_numbers random(seed);
  int level = 1;
  for (std::size_t n = 0; n < room.size(); ++n) {
    room[n] = at_hand[static_cast<std::size_t>(random.below(static_cast<int>(at_hand.size())))];
    room[n].day = day_of(n);
    room[n].level = level;
    digests[n] = rules.digest(room[n]);
    const rg::rules::log_view log{std::span(room).first(n + 1), day_of(n + 1),
                                  rg::add_days(day_of(0), -1)};
    const rg::rules::verdict v = rules.judge(log, std::span(digests).first(n + 1));
    ++counts[static_cast<std::size_t>(v.result)];
    if (v.result == rg::rules::outcome::advance) level = std::min(level + 1, 10);
    if (v.result == rg::rules::outcome::regress) level = std::max(level - 1, 1);
  }
}

void people_for_a_year(std::uint64_t people) {
  const rg::rules::compiled_rules rules(default_rules());
  const std::vector<rg::session_record> at_hand = sessions_of(1000);
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  std::vector<outcome_counts> counts(threads);
  std::atomic<std::uint64_t> next{0};
  const auto start = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> crew;
    for (unsigned t = 0; t < threads; ++t) {
      crew.emplace_back([&, t] {
        std::vector<rg::session_record> room(3 * weeks);
        std::vector<rg::rules::session_digest> digests(room.size());
        for (std::uint64_t i = next++; i < people; i = next++) {
          live_a_year(rules, at_hand, i, room, digests, counts[t]);
        }
      });
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  outcome_counts sum{};
  for (const outcome_counts& one : counts) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one[i];
  }
  const double decisions = static_cast<double>(people) * 3 * weeks;
  std::printf("%llu people for %d weeks on %u threads: %.2f s, %.0f ns a decision;",
              static_cast<unsigned long long>(people), weeks, threads, seconds,
              1e9 * seconds * threads / decisions);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    std::printf(" %s %.2f %%", std::string(to_string(static_cast<rg::rules::outcome>(i))).c_str(),
                100 * static_cast<double>(sum[i]) / decisions);
  }
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  const long people = argc > 1 ? std::atol(argv[1]) : 100000;
  people_for_a_year(static_cast<std::uint64_t>(std::max(1L, people)));
  return 0;
}
