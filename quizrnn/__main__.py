"""Run quizrnn as ``python -m quizrnn``."""

from quizrnn.cli.main import main

if __name__ == "__main__":
    main()
