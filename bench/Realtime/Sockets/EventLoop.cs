using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ConnectNow.Bench.Realtime.Sockets;

/// <summary>
/// One thread that owns a share of the connections: it reads what has arrived, does what is due, and what others ask it to do. What belongs
/// to a connection is touched by its loop alone, so that nothing needs a lock.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private const int BufferLength = 256 * 1024;

    private readonly Epoll _epoll = new();
    private readonly List<IEventSource?> _sources = [];
    private readonly Stack<int> _free = new();
    private readonly PriorityQueue<Action, long> _due = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly Thread _thread;
    private long _wakesAt = long.MaxValue;
    private bool _ended;

    public EventLoop(int number)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = $"connections {number}" };
        _thread.Start();
    }

    /// <summary>What is read goes here, and is gone when the next connection is read.</summary>
    public byte[] Incoming { get; } = GC.AllocateUninitializedArray<byte>(BufferLength, pinned: true);

    /// <summary>Where what is sent is put together.</summary>
    public byte[] Outgoing { get; } = GC.AllocateUninitializedArray<byte>(BufferLength, pinned: true);

    /// <summary>Has this thread do something soon. Any thread may ask.</summary>
    public void Post(Action work)
    {
        _posted.Enqueue(work);
        _epoll.Wake();
    }

    /// <summary>Has this thread find something out.</summary>
    public Task<T> AskAsync<T>(Func<T> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => Answer(ask, answer));
        return answer.Task;
    }

    /// <summary>Does something at a reading of <see cref="Stopwatch"/>. For this thread alone, as all that follows.</summary>
    public void At(long time, Action work)
    {
        _due.Enqueue(work, time);
        if (time < _wakesAt) _epoll.WakeAt(_wakesAt = time);
    }

    /// <summary>Watches a connection until it is closed: the key to change that by.</summary>
    public int Watch(SafeHandle descriptor, Readiness interest, IEventSource source)
    {
        if (!_free.TryPop(out var key))
        {
            key = _sources.Count;
            _sources.Add(null);
        }

        _sources[key] = source;
        _epoll.Add(descriptor, interest, key);
        return key;
    }

    public void Change(SafeHandle descriptor, Readiness interest, int key) => _epoll.Change(descriptor, interest, key);

    /// <summary>For when a connection has been closed.</summary>
    public void Forget(int key)
    {
        _sources[key] = null;
        _free.Push(key);
    }

    /// <summary>Ends the thread. What was asked for before is done.</summary>
    public void Dispose()
    {
        Post(() => _ended = true);
        _thread.Join();
        _epoll.Dispose();
    }

    private void Run()
    {
        while (!_ended)
        {
            var count = _epoll.Wait();
            for (var index = 0; index < count; index++)
            {
                var (key, ready) = _epoll[index];
                // An event of a connection that was closed a moment ago may find another at its place: it then reads nothing.
                if (key >= 0) _sources[key]?.OnReady(ready);
            }

            DoWhatIsDue();
            while (_posted.TryDequeue(out var work)) work();
        }
    }

    private void DoWhatIsDue()
    {
        if (Stopwatch.GetTimestamp() < _wakesAt) return;
        _wakesAt = long.MaxValue;
        while (_due.TryPeek(out var work, out var time))
        {
            if (time > Stopwatch.GetTimestamp())
            {
                if (time < _wakesAt) _epoll.WakeAt(_wakesAt = time);
                return;
            }

            _due.Dequeue();
            work();
        }
    }

    private static void Answer<T>(Func<T> ask, TaskCompletionSource<T> answer)
    {
        try
        {
            answer.SetResult(ask());
        }
        catch (Exception fault)
        {
            // Anyone who asked gets it.
            answer.SetException(fault);
        }
    }
}

/// <summary>What an <see cref="EventLoop"/> watches.</summary>
internal interface IEventSource
{
    void OnReady(Readiness ready);
}
