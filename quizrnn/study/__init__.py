"""What comes when: scheduling, the session engine, the learner's record."""
