using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ConnectNow.Bench.Realtime.Sockets;

/// <summary>
/// Linux's epoll(7), with a wake-up call and a clock in it. .NET's own sockets hand each piece that arrives to the thread pool, which costs
/// more than reading it; a generator that shares the machine with what it measures asks the kernel itself.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Events = 512;
    private const int KeepOpenOnExec = 0x80000;
    private const int Monotonic = 1;
    private const int AbsoluteTime = 1;
    private const int NonBlocking = 0x800;
    private const uint EdgeTriggered = 1u << 31;
    private const ulong Clock = ulong.MaxValue;
    private const ulong Wakening = ulong.MaxValue - 1;

    /// <summary>The kernel packs this structure on x64 alone.</summary>
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly SafeFileHandle _epoll = Require(Create(KeepOpenOnExec));
    private readonly SafeFileHandle _clock = Require(CreateTimer(Monotonic, KeepOpenOnExec | NonBlocking));
    private readonly SafeFileHandle _wakening = Require(CreateEvent(0, KeepOpenOnExec | NonBlocking));
    private readonly byte[] _ready = new byte[Events * EventSize];

    public Epoll()
    {
        // Edge-triggered: each time it goes off is told once, and nothing has to be read.
        Control(Operation.Add, _clock, (uint)Readiness.ToRead | EdgeTriggered, Clock);
        Control(Operation.Add, _wakening, (uint)Readiness.ToRead | EdgeTriggered, Wakening);
    }

    private enum Operation
    {
        Add = 1,
        Change = 3,
    }

    /// <param name="descriptor">What is watched until it is closed.</param>
    /// <param name="interest">What for; that it has ended is told in any case.</param>
    /// <param name="key">What <see cref="this"/> says when it is ready.</param>
    public void Add(SafeHandle descriptor, Readiness interest, int key) => Control(Operation.Add, descriptor, (uint)interest, (ulong)key);

    public void Change(SafeHandle descriptor, Readiness interest, int key) =>
        Control(Operation.Change, descriptor, (uint)interest, (ulong)key);

    /// <summary>Until something is ready, the clock goes off, or <see cref="Wake"/> is called: how many are ready.</summary>
    public int Wait()
    {
        var count = Wait(_epoll, ref _ready[0], Events, timeout: -1);
        return count >= 0 ? count : Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>What is ready after <see cref="Wait()"/>, and for what; a negative key: the clock or the wake-up call.</summary>
    public (int Key, Readiness Ready) this[int index]
    {
        get
        {
            var at = _ready.AsSpan(index * EventSize, EventSize);
            var key = BinaryPrimitives.ReadUInt64LittleEndian(at[^8..]);
            return (key >= Wakening ? -1 : (int)key, (Readiness)BinaryPrimitives.ReadUInt32LittleEndian(at));
        }
    }

    /// <summary>Ends a <see cref="Wait()"/>, now or the next one. Any thread may call it.</summary>
    public void Wake()
    {
        var one = 1UL;
        if (Write(_wakening, ref one, sizeof(ulong)) < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// Ends a <see cref="Wait()"/> at a reading of <see cref="System.Diagnostics.Stopwatch"/>; what was asked for before is forgotten.
    /// </summary>
    public void WakeAt(long time)
    {
        const long Second = 1_000_000_000;
        ReadOnlySpan<long> setting = [0, 0, time / Second, Math.Max(1, time % Second)];
        if (SetTimer(_clock, AbsoluteTime, in MemoryMarshal.GetReference(setting), 0) < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _clock.Dispose();
        _wakening.Dispose();
    }

    private void Control(Operation operation, SafeHandle descriptor, uint interest, ulong key)
    {
        Span<byte> asked = stackalloc byte[EventSize];
        asked.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(asked, interest);
        BinaryPrimitives.WriteUInt64LittleEndian(asked[^8..], key);
        if (Control(_epoll, (int)operation, descriptor, ref asked[0]) < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static SafeFileHandle Require(SafeFileHandle handle) =>
        handle.IsInvalid ? throw new Win32Exception(Marshal.GetLastPInvokeError()) : handle;

    private const int Interrupted = 4;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial SafeFileHandle Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle epoll, int operation, SafeHandle descriptor, ref byte asked);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(SafeFileHandle epoll, ref byte ready, int most, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial SafeFileHandle CreateEvent(uint initially, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle descriptor, ref ulong number, nint length);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial SafeFileHandle CreateTimer(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int SetTimer(SafeFileHandle timer, int flags, in long setting, nint old);
}

/// <summary>What a descriptor is watched for, and what it is ready for: the kernel's own bits.</summary>
[Flags]
internal enum Readiness : uint
{
    /// <summary>Nothing but its end.</summary>
    None = 0,

    ToRead = 0x1,

    ToWrite = 0x4,

    Failed = 0x8,

    Ended = 0x10,
}
