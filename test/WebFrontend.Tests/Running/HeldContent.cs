using System.Net;

namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>A body that stops half-way, until it is told to go on.</summary>
internal sealed class HeldContent(ReadOnlyMemory<byte> bytes) : HttpContent
{
    private readonly TaskCompletionSource _halfSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task IsHalfSent => _halfSent.Task;

    public void Go() => _go.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(bytes[..(bytes.Length / 2)]);
        await stream.FlushAsync();
        _halfSent.TrySetResult();
        await _go.Task;
        await stream.WriteAsync(bytes[(bytes.Length / 2)..]);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
