#pragma once
/// @file
/// The whole library in one include, except for
/// - io/ (reading and writing files), whose bodies are compiled: link retrogait::io;
/// - testing/ (laws, checks, the virtual walker), for those who test detectors of their own;
/// - dsp/spectrum.hpp, which brings in Eigen's FFT.

#include <retrogait/core/catalog.hpp>
#include <retrogait/core/concepts.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/print.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/dsp/autocorrelation.hpp>
#include <retrogait/dsp/biquad.hpp>
#include <retrogait/dsp/butterworth.hpp>
#include <retrogait/dsp/fir.hpp>
#include <retrogait/dsp/peaks.hpp>
#include <retrogait/dsp/resample.hpp>
#include <retrogait/dsp/sos.hpp>
#include <retrogait/dsp/zero_phase.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/math/two_state_filter.hpp>
#include <retrogait/math/window_buffer.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/regularity.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/direction_tracker.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/segment/walking_bout.hpp>
#include <retrogait/session/analyze.hpp>
#include <retrogait/session/report.hpp>
#include <retrogait/version.hpp>
