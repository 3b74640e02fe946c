using System.Diagnostics.CodeAnalysis;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Files;

/// <summary>A message's file, and where it is.</summary>
internal sealed record FileView : AttachmentView
{
    [SetsRequiredMembers]
    private FileView(AttachmentView file, string url) : base(file)
    {
        Url = url;
        PreviewUrl = file.HasPreview ? $"{url}/preview" : null;
    }

    /// <summary>The path of its content.</summary>
    public string Url { get; }

    /// <summary>The path of a small WebP picture of it; null when there is none.</summary>
    public string? PreviewUrl { get; }

    public static FileView Of(string chatId, long seq, Attachment file) =>
        new(AttachmentView.Of(file), $"/api/chats/{chatId}/messages/{seq}/files/{file.Id}");
}
