"""A closer look at the best passages: a light learnt ranker, and cross-encoders for those who have one."""
