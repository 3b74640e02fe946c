using System.Diagnostics;
using System.Globalization;

namespace ConnectNow.Bench.Reporting;

/// <summary>One line that says how a run goes, written over itself; nothing when nobody looks, as into a file.</summary>
internal sealed class Progress(string what, long begun) : IDisposable
{
    private readonly bool _isSeen = !Console.IsErrorRedirected;

    /// <summary>How often it is worth a look.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(500);

    /// <param name="messages">Messages acknowledged since it began.</param>
    /// <param name="deliveries">Deliveries since it began.</param>
    public void Show(long messages, long deliveries)
    {
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Show(string.Create(CultureInfo.InvariantCulture, $"{seconds,5:0.0} s  {messages / seconds,9:#,0} messages/s  {deliveries / seconds,11:#,0} deliveries/s"));
    }

    public void Show(string how)
    {
        if (_isSeen) Console.Error.Write($"\r{what}  {how}  ");
    }

    public void Dispose()
    {
        if (_isSeen) Console.Error.Write("\r\e[K");
    }
}
