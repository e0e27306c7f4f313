//! Measures of conflict between road users, incidents, severity.
