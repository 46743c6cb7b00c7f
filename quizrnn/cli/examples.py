"""What the help of each command and the manual page show: lines to type, and what they do."""

from __future__ import annotations

from typing import Final

from quizrnn.text import Text, both

EXAMPLES: Final[dict[str, tuple[tuple[str, Text], ...]]] = {
    "quizrnn": (
        ("quizrnn", both("Open the interface.", "打开界面。")),
        ("quizrnn quiz -t lstm -n 10", both("Ten questions about the LSTM.", "十道关于 LSTM 的题。")),
        ("quizrnn --web", both("Open it in a browser on this machine.", "在本机的浏览器中打开。")),
    ),
    "quizrnn quiz": (
        ("quizrnn quiz -n 10", both("Ten questions: due ones first.", "十道题，先问到期的。")),
        (
            "quizrnn quiz --mode cram -t lstm.bptt --type formula",
            both(
                "All formulas of the backward pass, until each was right.",
                "反向传播的全部公式题，直到都答对。",
            ),
        ),
        ("quizrnn quiz --plain", both("Line by line, without the interface.", "不用界面，逐行提问。")),
    ),
    "quizrnn interview": (
        ("quizrnn interview", both("Half an hour, with a function to write.", "半小时，含一道编程题。")),
        (
            "quizrnn interview -n 6 -t gru --no-drill",
            both("Six questions about the GRU, no code to write.", "六道 GRU 题，不写代码。"),
        ),
    ),
    "quizrnn interview list": (
        ("quizrnn interview list", both("What was held, with scores.", "历次面试与得分。")),
    ),
    "quizrnn interview show": (
        (
            "quizrnn interview show 2 --format markdown",
            both("The report of the second, to keep.", "第二次的报告，可以存档。"),
        ),
    ),
    "quizrnn drill": (
        ("quizrnn drill start lstm-cell-backward", both("Write the file.", "写出练习文件。")),
        ("quizrnn drill check lstm-cell-backward", both("Have it graded.", "评分。")),
    ),
    "quizrnn drill start": (
        (
            "quizrnn drill start gru-cell-forward",
            both("Begin; the path is printed.", "开始，并打印文件路径。"),
        ),
        (
            "quizrnn drill start lstm-backward --convention cs231n",
            both("With the names and layout of CS231n.", "采用 CS231n 的命名与布局。"),
        ),
    ),
    "quizrnn drill check": (
        ("quizrnn drill check gru-cell-forward", both("Grade your file, on record.", "给文件评分并记录。")),
        (
            "quizrnn drill check lstm_cell_backward.py --seed 7",
            both("Another file, on the same inputs each time.", "指定文件，每次用相同的输入。"),
        ),
    ),
    "quizrnn drill watch": (
        ("quizrnn drill watch lstm-backward", both("Grade on every save.", "每次保存都评分。")),
    ),
    "quizrnn drill hint": (
        ("quizrnn drill hint lstm-backward", both("The next hint.", "下一条提示。")),
        ("quizrnn drill hint lstm-backward --all", both("All so far.", "已给出的全部提示。")),
    ),
    "quizrnn drill solution": (
        ("quizrnn drill solution rnn-backward", both("Reference and derivation.", "参考实现与推导。")),
    ),
    "quizrnn drill reset": (
        (
            "quizrnn drill reset rnn-backward",
            both("A fresh file; yours stays as .bak.", "重写模板，旧文件存为 .bak。"),
        ),
    ),
    "quizrnn drill attempts": (
        (
            "quizrnn drill attempts rnn-backward --show 2",
            both("The code of the second attempt.", "第二次尝试的代码。"),
        ),
    ),
    "quizrnn grade": (
        ("quizrnn grade lstm-cell-backward mine.py", both("One file.", "一个文件。")),
        (
            "quizrnn grade lstm-backward submissions --jobs 4",
            both("A class, four files at a time.", "全班的提交，四个同时进行。"),
        ),
        (
            "quizrnn grade lstm-backward submissions --lines",
            both("With the line at fault in each, which takes longer.", "并指出每份出错的行，用时更长。"),
        ),
        (
            "quizrnn grade lstm-backward rnn_layers.py --convention cs231n --format json",
            both("A homework file of CS231n, for a script.", "CS231n 的作业文件，供脚本读取。"),
        ),
    ),
    "quizrnn list": (
        ("quizrnn list topics", both("Topics with mastery.", "主题与掌握程度。")),
        (
            "quizrnn list questions -t lstm --type formula --format json",
            both("Formulas on the LSTM, for a script.", "LSTM 的公式题，供脚本读取。"),
        ),
    ),
    "quizrnn show": (
        ("quizrnn show lstm-da-f", both("As a learner sees it.", "如学习者所见。")),
        ("quizrnn show lstm-da-f --answer", both("With key and explanation.", "附答案与解析。")),
    ),
    "quizrnn check": (
        ("quizrnn check lstm-da-f 'dc * c_prev * f * (1 - f)'", both("A formula.", "一个公式。")),
        ("echo b | quizrnn check lstm-forget-product -", both("From standard input.", "从标准输入读取。")),
    ),
    "quizrnn lab": (
        ("quizrnn lab", both("List the experiments.", "列出实验。")),
        (
            "quizrnn lab gates --set task=count --using mine.py",
            both("Your own cell beside ours.", "把你自己写的细胞与参考实现对比。"),
        ),
        ("quizrnn lab gradients --format json", both("The curves as numbers.", "以数字给出曲线。")),
    ),
    "quizrnn stats": (
        ("quizrnn stats -t gru", both("How you stand with the GRU.", "GRU 的学习情况。")),
        ("quizrnn stats --format json", both("All numbers, for a script.", "全部数据，供脚本读取。")),
    ),
    "quizrnn export": (
        ("quizrnn export anki -o rnn.apkg", both("Everything, for Anki.", "全部内容，导出到 Anki。")),
        (
            "quizrnn export moodle --type numeric --instances 5 -o quiz.xml",
            both("Numbers, each drawn five times.", "数值题，每题抽取五次。"),
        ),
        ("quizrnn export html -t lstm | lpr", both("A page to print.", "打印一页。")),
    ),
    "quizrnn import": (
        ("quizrnn import anki deck.apkg -o mine.yaml", both("A deck becomes a bank.", "把牌组转成题库。")),
    ),
    "quizrnn lint": (
        ("quizrnn lint mine.yaml", both("What is wrong, by line and column.", "按行列指出问题。")),
        ("quizrnn lint --format github banks/", both("In a GitHub workflow.", "用于 GitHub 工作流。")),
    ),
    "quizrnn new": (("quizrnn new bank notes.yaml", both("A bank to change.", "供修改的题库。")),),
    "quizrnn new bank": (
        ("quizrnn new bank notes.yaml", both("Comments in English.", "注释为英文。")),
        ("quizrnn new bank notes.yaml --lang zh", both("Comments in Chinese.", "注释为中文。")),
    ),
    "quizrnn new bugs": (
        (
            "quizrnn new bugs lstm-cell-backward -n 5 -o bugs.yaml",
            both("Five drafts, to pick from and to word.", "五道草稿，供挑选和改写。"),
        ),
    ),
    "quizrnn schema": (
        ("quizrnn schema > bank.schema.json", both("For an editor that completes.", "供编辑器补全使用。")),
    ),
    "quizrnn data": (("quizrnn data path", both("Where everything is.", "数据都在哪里。")),),
    "quizrnn data path": (
        ("quizrnn data path --format json", both("The paths, for a script.", "各路径，供脚本读取。")),
    ),
    "quizrnn data backup": (
        ("quizrnn data backup ~/quizrnn.db", both("A copy in your home.", "在主目录存一份。")),
    ),
    "quizrnn data restore": (
        ("quizrnn data restore", both("The newest backup.", "恢复最新的备份。")),
        ("quizrnn data restore ~/quizrnn.db", both("One of your own.", "恢复你自己存的一份。")),
    ),
    "quizrnn data reset": (
        ("quizrnn data reset", both("Begin again; it asks first.", "从头开始，会先询问。")),
    ),
    "quizrnn data export-log": (
        ("quizrnn data export-log > log.jsonl", both("All answers as JSON.", "全部作答，JSON 格式。")),
    ),
    "quizrnn data suspend": (("quizrnn data suspend lstm-da-f", both("Ask it no more.", "不再问这道题。")),),
    "quizrnn data unsuspend": (
        ("quizrnn data unsuspend", both("List what is suspended.", "列出已停用的题。")),
        ("quizrnn data unsuspend lstm-da-f", both("Ask it again.", "恢复提问。")),
    ),
    "quizrnn data unbury": (
        ("quizrnn data unbury lstm-da-f", both("Ask it today after all.", "今天仍要问这道题。")),
    ),
    "quizrnn data flags": (("quizrnn data flags", both("With your notes.", "附你的备注。")),),
    "quizrnn data tune": (
        ("quizrnn data tune", both("Fit, and keep what is better.", "拟合，更好才采用。")),
        ("quizrnn data tune --standard", both("Undo it.", "恢复默认参数。")),
    ),
    "quizrnn doctor": (("quizrnn doctor", both("What is missing, and what to do.", "缺什么，该怎么办。")),),
    "quizrnn completion": (
        ("quizrnn completion --install", both("For the shell that you use.", "为你所用的 shell 安装。")),
        ("quizrnn completion --remove", both("Take it away again.", "移除。")),
    ),
}
"""By the command's path: each line, and what it does."""
