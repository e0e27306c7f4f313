//! Many runs: comparison, regression, statistics.
