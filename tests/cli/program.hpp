#pragma once
// Runs the built program as a user would.

#include <algorithm>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <vector>

#include "../io/temp_folder.hpp"

namespace retrogait::test {

struct run_result {
  int status = -1;  ///< the exit status; -1 if a signal ended the program
  std::string out;
  std::string err;

  bool one_line_of_error() const {
    return std::count(err.begin(), err.end(), '\n') == 1 && err.back() == '\n' &&
           err.rfind("retrogait: ", 0) == 0;
  }
};

inline run_result run(const std::vector<std::string>& arguments,
                      const std::string& standard_output = {}) {
  const temp_folder temp;
  const std::string out =
      standard_output.empty() ? (temp.path() / "out").string() : standard_output;
  const std::string err = (temp.path() / "err").string();
  std::string program = RETROGAIT_PROGRAM;
  std::vector<std::string> words = arguments;
  std::vector<char*> argv{program.data()};
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t child = 0;
  const int failed = posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + program);
  int status = 0;
  waitpid(child, &status, 0);
  run_result result;
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (standard_output.empty()) result.out = bytes_of(out);
  result.err = bytes_of(err);
  return result;
}

}  // namespace retrogait::test
