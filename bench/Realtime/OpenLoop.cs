using System.Diagnostics;
using ConnectNow.Bench.Realtime.Sockets;

namespace ConnectNow.Bench.Realtime;

/// <summary>
/// Messages at fixed times, whatever has become of those before; everybody takes turns. Each loop sees to its own people.
/// </summary>
internal sealed class OpenLoop(EventLoop loop, IReadOnlyList<HubClient> clients, Workload workload, long begin, long end)
{
    /// <summary>Turns don't follow the order in which people came.</summary>
    private const int Stride = 7;

    private readonly long _step = Stopwatch.Frequency / workload.MessagesPerSecond;
    private long _number = -1;

    public void Begin() => PlanNext();

    private void SayAndPlan()
    {
        SpeakerOf(_number).Say(TimeOf(_number));
        PlanNext();
    }

    private void PlanNext()
    {
        do _number++;
        while (SpeakerOf(_number).Loop != loop);
        if (TimeOf(_number) < end) loop.At(TimeOf(_number), SayAndPlan);
    }

    private long TimeOf(long number) => begin + ((number + 1) * _step);

    private HubClient SpeakerOf(long number)
    {
        var (turn, room) = Math.DivRem(number, workload.Rooms);
        return clients[(int)((room * workload.Occupants) + (turn * Stride % workload.Occupants))];
    }
}
