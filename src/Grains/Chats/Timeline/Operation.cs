using System.Diagnostics;
using ConnectNow.Grains.Telemetry;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>Something a caller wants done in a chat, waiting for its commit.</summary>
/// <param name="rows">The most rows it may write: how many operations fit into one commit.</param>
internal abstract class Operation(int rows)
{
    public int Rows => rows;

    /// <summary>Whose trace it belongs to; null while nobody listens.</summary>
    public Activity? Cause { get; } = CommitTrace.Cause;

    /// <summary>Decides against a draft. May be called again on a fresh draft: the last decision counts.</summary>
    public abstract ValueTask Decide(ChatDraft draft);

    /// <summary>The commit is durable: answers the caller.</summary>
    public abstract void Complete();

    /// <summary>Nothing was done, or it is unknown whether it was: answers the caller.</summary>
    public abstract void Refuse(Refusal refusal);
}

/// <inheritdoc cref="Operation"/>
internal sealed class Operation<T>(int rows, Func<ChatDraft, ValueTask<Answer<T>>> decide) : Operation(rows)
{
    // Callers go on at once, inside the commit loop: it answers when its own work is done, and a caller that comes back only queues.
    private readonly TaskCompletionSource<Answer<T>> _completion = new();
    private Answer<T> _answer;

    public Task<Answer<T>> Answer => _completion.Task;

    public override async ValueTask Decide(ChatDraft draft) => _answer = await decide(draft);

    public override void Complete() => _completion.TrySetResult(_answer);

    public override void Refuse(Refusal refusal) => _completion.TrySetResult(refusal);
}
