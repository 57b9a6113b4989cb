"""Types a line into a real shell on a terminal and presses Tab.

press_tab.py line|list SHELL SCRIPT TEXT
line: prints the line as the shell completed it.  list: prints all that the shell shows for it.
"""
import os
import pty
import re
import select
import shutil
import struct
import sys
import tempfile
import time
import fcntl
import termios

LIMIT = 30
mode, shell, script, text = sys.argv[1:]
home = tempfile.mkdtemp(prefix="sockets-shell-")
environment = dict(os.environ, HOME=home, XDG_DATA_HOME=home, TERM="dumb", INPUTRC="/dev/null", LC_ALL="C.UTF-8")

if shell == "bash":
    # bash-completion finds it by its name when it is first needed.
    library = "/usr/share/bash-completion/bash_completion"
    folder = os.path.join(home, "bash-completion", "completions")
    os.makedirs(folder)
    shutil.copy(script, os.path.join(folder, "sockets"))
    arguments = ["bash", "--norc", "--noprofile", "-i"]
    start = ["PS1=pro''mpt:", "bind 'set show-all-if-ambiguous on'", "bind 'set page-completions off'",
             "bind 'set completion-query-items 0'", f"source {library} || source {script}"]
else:
    shutil.copy(script, os.path.join(home, "_sockets"))
    arguments = ["zsh", "-f", "-i"]
    start = ["PS1=pro''mpt: RPS1= LISTMAX=10000", "unsetopt prompt_sp prompt_cr", f"fpath=({home} $fpath)",
             "autoload -U compinit", "compinit -u -D", "zstyle ':completion:*' list-prompt ''", "bindkey -e"]

pid, terminal = pty.fork()
if pid == 0:
    os.chdir(home)
    open("first.bin", "w").close()
    os.execvpe(arguments[0], arguments, environment)

fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 400, 300, 0, 0))
seen = ""


def write(data):
    os.write(terminal, data.encode())


def read_until(mark):
    """Reads until the mark stands there, which the shell has to compute, so that its echo is no match."""
    global seen
    end = time.monotonic() + LIMIT
    while mark not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
        if not ready:
            sys.exit(f"no '{mark}' in: {seen!r}")
        seen += os.read(terminal, 65536).decode(errors="replace")
    before, seen = seen.split(mark, 1)
    return before


for line in start:
    write(line + "\n")
write("echo rea''dy\n")
read_until("ready")

# Before its prompt a shell has not taken over the terminal, whose own line keys would eat what is typed.
read_until("prompt:")

write(text + "\t")
if mode == "list":
    # The line is thrown away.
    write("\t\x15\necho fin''ished\n")
    shown = read_until("finished")
else:
    # To the begin of the line, and a command in front of it that prints it.
    write("\x01printf '<<%s>>' beg''un; printf '<%s>' \n")
    read_until("<<begun>>")
    write("echo fin''ished\n")
    shown = read_until("finished")

print(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x07", "", shown).replace("\r", "\n"))
os.kill(pid, 9)
os.waitpid(pid, 0)
shutil.rmtree(home)
