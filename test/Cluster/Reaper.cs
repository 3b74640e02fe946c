using System.Diagnostics;
using System.Globalization;

namespace ConnectNow.Cluster;

/// <summary>
/// Sees to it that no process is left behind, even when the one that started them is killed: a shell that waits for the end of its input,
/// which comes when its owner is no more, and then kills whoever is still on its list.
/// </summary>
internal sealed class Reaper : IDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        living=' '
        while read -r word process; do
          case $word in
            born) living="$living$process " ;;
            gone) case $living in *" $process "*) living="${living%% $process *} ${living#* $process }" ;; esac ;;
          esac
        done
        for process in $living; do kill -KILL "$process"; done 2>/dev/null
        """;

    private readonly Process _shell;

    public Reaper()
    {
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true })!;
        _shell.StandardInput.AutoFlush = true;
    }

    public void Born(int processId) => Tell("born", processId);

    public void Gone(int processId) => Tell("gone", processId);

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }

    private void Tell(string word, int processId)
    {
        lock (_shell) _shell.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{word} {processId}"));
    }
}
