using System.Net;

namespace ConnectNow.Storage.Tests;

/// <summary>What becomes of a request.</summary>
public enum Fate
{
    Passes,

    /// <summary>The connection breaks before anything has arrived.</summary>
    NeverArrives,

    /// <summary>It is done, and the connection breaks before the answer.</summary>
    LosesItsAnswer,

    /// <summary>Storage is busy: 503, nothing done.</summary>
    IsTurnedAway,

    /// <summary>It is done, and nothing is heard of it until the client has waited long enough.</summary>
    IsNotAnsweredInTime,

    /// <summary>It is done, and the connection breaks in the middle of the answer.</summary>
    GetsHalfAnAnswer,
}

/// <summary>A network between a client and storage on which each request meets the fate that a test has for it.</summary>
internal sealed class FaultyHandler(Func<HttpRequestMessage, Fate> fateOf) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _faults;

    /// <summary>Requests that did not pass.</summary>
    public int Faults => Volatile.Read(ref _faults);

    /// <summary>The first so many requests of a method meet these fates, whatever else is asked; the others pass.</summary>
    public static FaultyHandler OnFirst(HttpMethod method, params Fate[] fates)
    {
        var asked = -1;
        return new(request => request.Method == method && Interlocked.Increment(ref asked) is var number && number < fates.Length ? fates[number] : Fate.Passes);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fate = fateOf(request);
        if (fate != Fate.Passes) Interlocked.Increment(ref _faults);
        switch (fate)
        {
            case Fate.NeverArrives:
                throw new HttpRequestException("The connection was reset.", new IOException("The connection was reset."));
            case Fate.LosesItsAnswer:
                using (await base.SendAsync(request, cancellationToken))
                    throw new HttpRequestException("The connection was reset.", new IOException("The connection was reset."));
            case Fate.IsTurnedAway:
                var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request, Content = new ByteArrayContent([]) };
                busy.Headers.Add("x-ms-error-code", "ServerBusy");
                return busy;
            case Fate.IsNotAnsweredInTime:
                using (await base.SendAsync(request, cancellationToken))
                    throw new TaskCanceledException("The request was given up.");
            case Fate.GetsHalfAnAnswer:
                var whole = await base.SendAsync(request, cancellationToken);
                var content = await whole.Content.ReadAsByteArrayAsync(cancellationToken);
                var half = new StreamContent(new BrokenStream(content[..(content.Length / 2)]));
                foreach (var (name, values) in whole.Content.Headers) half.Headers.TryAddWithoutValidation(name, values);
                whole.Content = half;
                return whole;
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Breaks where it should end.</summary>
    private sealed class BrokenStream(byte[] content) : Stream
    {
        private int _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = Math.Min(count, content.Length - _read);
            if (read == 0 && count > 0) throw new IOException("The connection was reset.");
            content.AsSpan(_read, read).CopyTo(buffer.AsSpan(offset));
            _read += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
