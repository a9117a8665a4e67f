"""The recipe that makes the shipped models, from data given by path. Never imported at run time."""
