using System.Text;
using ConnectNow.Bench.Realtime;

namespace ConnectNow.Bench.Neighbours;

/// <summary>
/// Fills a page of history, asks for it more often than any buffer holds, and reads none of the answers, nor anything else.
/// </summary>
internal sealed class NeverReads(Fleet people) : INeighbour
{
    private const int LongMessages = 20;
    private const int LongText = 8_000;
    private const int Calls = 150;

    public string Name => "never_reads";

    public async Task BeginAsync()
    {
        await people.ConnectAsync();
        await people.OpenAsync();
        await people.OnLoopsAsync((_, clients) =>
        {
            foreach (var client in clients)
            {
                client.StopReading();
                for (var number = 0; number < LongMessages; number++) client.Call(Send(number));
                for (var number = 0; number < Calls; number++) client.Call(History(number));
            }
        });
    }

    /// <summary>How many did so to the end: none was let go.</summary>
    public async Task<long> EndAsync()
    {
        var stayed = people.Clients.Count - people.Dead;
        await people.CloseAsync();
        return stayed;
    }

    public ValueTask DisposeAsync() => people.DisposeAsync();

    private static byte[] Send(int number) => Record(
        $$"""{"type":1,"invocationId":"{{number:x16}}","target":"Send","arguments":[{"client_id":"long-{{Guid.NewGuid():N}}","text":"{{new string('-', LongText)}}"}]}""");

    private static byte[] History(int number) =>
        Record($$"""{"type":1,"invocationId":"{{number:x16}}","target":"History","arguments":[{"before":9007199254740991,"count":200}]}""");

    private static byte[] Record(string json) => Encoding.ASCII.GetBytes(json + "\u001e");
}
