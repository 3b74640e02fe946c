namespace ConnectNow.Media;

/// <summary>
/// Finds a file's media type in its bytes: what stands at its very beginning decides, so that a file that is two things at once is only the
/// one that it begins as. The name chooses nothing but the label among kinds of plain text.
/// </summary>
internal static class ContentType
{
    private const int HeadLength = 4096;

    public static async ValueTask<string> FindAsync(FileContent content, string name, CancellationToken cancellationToken)
    {
        var head = await content.ReadAsync(0, HeadLength, cancellationToken);
        return Signatures.Find(head.Span) switch
        {
            Signatures.Iso => await IsoMedia.TypeAsync(content, head, cancellationToken),
            Signatures.Ebml => await Matroska.TypeAsync(content, cancellationToken),
            Signatures.Ogg => OggMedia.Type(head.Span),
            Signatures.Zip => await ZipFamily.TypeAsync(content, cancellationToken),
            Signatures.Id3 => await MpegAudio.TaggedTypeAsync(content, head, cancellationToken),
            { } type => type,
            null => MpegAudio.Type(head.Span) ?? TextFamily.Type(head.Span, name, content.Length > head.Length) ?? InlineTypes.Download,
        };
    }
}
