//! Rule packs at work: permits, verdicts, exemptions.
