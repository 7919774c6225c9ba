# What every compiled target of this project gets. Nothing of it reaches a consumer.
function(retrogait_own_target target)
  # One rounding for each operation on every machine: no silent fused multiply-add.
  target_compile_options(${target} PRIVATE -ffp-contract=off)
  if(RETROGAIT_DEVELOPER)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion
                                             -Wshadow -Werror)
  endif()
endfunction()
