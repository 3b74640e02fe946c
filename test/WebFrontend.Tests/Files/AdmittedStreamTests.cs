using ConnectNow.WebFrontend.Files;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.WebFrontend.Tests.Files;

public sealed class AdmittedStreamTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly byte[] _buffer = new byte[1024 * 1024];
    private int _asked;
    private bool _isAdmitted = true;

    [Fact]
    public async Task The_reader_is_asked_about_again_after_every_16_MiB()
    {
        await using var stream = Reading(new MemoryStream(new byte[40 * 1024 * 1024]));

        for (var read = 0; read < 40; read++) Assert.Equal(_buffer.Length, await stream.ReadAsync(_buffer, TestContext.Current.CancellationToken));

        Assert.Equal(2, _asked);
        Assert.Equal(0, await stream.ReadAsync(_buffer, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_slow_reader_is_asked_about_every_ten_seconds()
    {
        await using var stream = Reading(new MemoryStream(new byte[1000]));
        var some = _buffer.AsMemory(0, 10);

        for (var seconds = 0; seconds < 35; seconds++)
        {
            Assert.Equal(10, await stream.ReadAsync(some, TestContext.Current.CancellationToken));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _asked);
    }

    [Fact]
    public async Task Nothing_more_is_read_for_one_whose_access_has_ended()
    {
        var content = new MemoryStream(new byte[1000]);
        await using var stream = Reading(content);
        await stream.ReadExactlyAsync(_buffer.AsMemory(0, 10), TestContext.Current.CancellationToken);
        _isAdmitted = false;
        _time.Advance(AdmittedStream.TimeBetween);

        for (var tries = 0; tries < 2; tries++)
            await Assert.ThrowsAsync<OperationCanceledException>(() => stream.ReadAsync(_buffer, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(10, content.Position);
    }

    private AdmittedStream Reading(Stream content) => new(content, () =>
    {
        _asked++;
        return Task.FromResult(_isAdmitted);
    }, _time);
}
