using ConnectNow.Conformance;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Storage.Tests;

/// <summary>The model keeps the promises too; else comparing with it would prove nothing.</summary>
public sealed class ModelTimelineStoreTests : TimelineStoreConformance
{
    protected override ITimelineStore Store { get; } = new ModelTimelineStore();
}
