using System.Text;
using ConnectNow.Bench.Realtime;

namespace ConnectNow.Bench.Tests.Realtime;

public class RecordReaderTests
{
    private const string Sent = "first\u001esecond, which is longer\u001e\u001elast\u001e";

    [Fact]
    public void Records_come_one_by_one_wherever_they_were_cut()
    {
        for (var one = 0; one <= Sent.Length; one++)
        {
            for (var two = one; two <= Sent.Length; two++)
                Assert.Equal(["first", "second, which is longer", "", "last"], Read(Sent[..one], Sent[one..two], Sent[two..]));
        }
    }

    [Fact]
    public void A_record_without_its_end_is_kept() => Assert.Equal(["first"], Read("first\u001esec", "ond"));

    private static List<string> Read(params string[] pieces)
    {
        var reader = new RecordReader();
        var read = new List<string>();
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> rest = Encoding.ASCII.GetBytes(piece);
            while (reader.TryNext(ref rest, out var record)) read.Add(Encoding.ASCII.GetString(record));
        }

        return read;
    }
}
