using ConnectNow.Files;
using ConnectNow.Media.Metadata;

namespace ConnectNow.Media;

/// <summary>
/// Looks at a file once all of it is in the store: what it is, how large its picture is, and what of it nobody else should see.
/// </summary>
/// <remarks>
/// Safe to repeat: what it changes in the store is changed whole, and what was changed before is left as it is. Memory is bounded whatever
/// the file's size: files are streamed, pictures decoded a few at a time and only after their headers have said that they are not too
/// large.
/// </remarks>
public sealed class FileInspector(IFileStore store) : IDisposable
{
    /// <summary>Pictures with more bytes are files to download: decoders hold all of a file.</summary>
    private const long LargestPicture = 128L * 1024 * 1024;

    private readonly PreviewPainter _painter = new();

    /// <summary>
    /// What a message can show of the file. Refusal: <see cref="Reason.InvalidField"/> (<c>file</c>), a picture whose pixels nobody could
    /// hold.
    /// </summary>
    /// <param name="key">A completed file.</param>
    /// <param name="name">As the author's device has it.</param>
    /// <param name="hints">What the author's device says of it.</param>
    /// <param name="cancellationToken">Stops it; it can be called again.</param>
    /// <exception cref="IOException">A fault of the store.</exception>
    public async Task<Answer<Attachment>> InspectAsync(FileKey key, string name, AttachmentHints hints, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(key, cancellationToken);
        var content = new FileContent(stream);
        var clean = FileName.Clean(name);
        var believed = hints.Plausible();
        var attachment = new Attachment
        {
            Id = key.FileId,
            Name = clean,
            Type = await ContentType.FindAsync(content, clean, cancellationToken),
            Size = content.Length,
            Duration = believed.Duration,
            Voice = believed.Voice,
            Waveform = believed.Waveform,
        };
        return attachment.Type switch
        {
            "image/jpeg" or "image/png" or "image/gif" or "image/webp" or "image/bmp" => await InspectPictureAsync(key, attachment, content, cancellationToken),
            "image/avif" or "image/heic" => await InspectIsoPictureAsync(key, attachment, content, cancellationToken),
            "video/mp4" or "video/quicktime" or "video/3gpp" or "audio/mp4" or "audio/3gpp" => await InspectFilmAsync(
                key, attachment with { Width = believed.Width, Height = believed.Height }, content, cancellationToken),
            "video/webm" or "video/x-matroska" => await WithOfferedAsync(
                key, await InspectMatroskaAsync(key, attachment with { Width = believed.Width, Height = believed.Height }, content, cancellationToken), cancellationToken),
            ['v', 'i', 'd', 'e', 'o', '/', ..] => await WithOfferedAsync(key, attachment with { Width = believed.Width, Height = believed.Height }, cancellationToken),
            "audio/webm" or "audio/x-matroska" => await InspectMatroskaAsync(key, attachment, content, cancellationToken),
            "application/pdf" => await WithOfferedAsync(key, attachment, cancellationToken),
            _ => attachment,
        };
    }

    public void Dispose() => _painter.Dispose();

    // Files of one chat wait for one another; those of other chats do not wait for them.
    private static string OwnerOf(FileKey key) => key.ChatId;

    private static Attachment ToDownload(Attachment attachment) => attachment with { Type = InlineTypes.Download };

    private async Task<Stream> OpenAsync(FileKey key, CancellationToken cancellationToken) =>
        await store.OpenAsync(key, FilePart.Content, cancellationToken) ?? throw new FileNotFoundException("There is no completed file to look at.");

    /// <summary>
    /// What claims to be a picture and can't be read, or not be cleaned, is a file to download; cleaned where its parts can be followed
    /// anyway.
    /// </summary>
    private async Task<Answer<Attachment>> InspectPictureAsync(
        FileKey key, Attachment attachment, FileContent content, CancellationToken cancellationToken)
    {
        var read = content.Length > LargestPicture ? null : PictureHeader.Read(content.Stream);
        if (read is { IsTooLarge: true }) return PictureHeader.Refusal;
        var plan = attachment.Type switch
        {
            "image/jpeg" => await JpegMetadata.PlanAsync(content, cancellationToken),
            "image/png" => await PngMetadata.PlanAsync(content, cancellationToken),
            "image/gif" => await GifMetadata.PlanAsync(content, cancellationToken),
            "image/webp" => await WebPMetadata.PlanAsync(content, cancellationToken),
            _ => PicturePlan.AsIs(content),
        };
        if (plan is null) return ToDownload(attachment);
        if (read is not { } header) return ToDownload(await CleanedAsync(key, attachment, content, plan.File, cancellationToken));
        if (plan.IsBomb) return PictureHeader.Refusal;

        attachment = await CleanedAsync(key, attachment with { Animated = plan.IsAnimated }, content, plan.File, cancellationToken);
        await using var cleaned = await OpenAsync(key, cancellationToken);
        if (await _painter.PaintAsync(cleaned, header, plan.Orientation, OwnerOf(key), cancellationToken) is not { } preview) return ToDownload(attachment);
        await PutPreviewAsync(key, preview, cancellationToken);
        return header.Turned(plan.Orientation).On(attachment) with { HasPreview = true, Colour = preview.Colour };
    }

    private async Task<Answer<Attachment>> InspectIsoPictureAsync(
        FileKey key, Attachment attachment, FileContent content, CancellationToken cancellationToken)
    {
        // What browsers don't show keeps its label, whatever state it is in.
        var isShown = InlineTypes.Contains(attachment.Type);
        if (await IsoPicture.HeaderAsync(content, cancellationToken) is not { } header
            || await IsoMetadata.PlanAsync(content, cancellationToken) is not { } plan)
        {
            return isShown ? ToDownload(attachment) : attachment;
        }

        if (header.IsTooLarge && isShown) return PictureHeader.Refusal;
        if (isShown) attachment = attachment with { Animated = await IsoMedia.IsSequenceAsync(content, cancellationToken) };
        return header.On(await CleanedAsync(key, attachment, content, plan, cancellationToken));
    }

    private async Task<Attachment> InspectFilmAsync(
        FileKey key, Attachment attachment, FileContent content, CancellationToken cancellationToken)
    {
        // One that can't be followed, as a recording that broke off, is left as it is: players often make something of it.
        if (await IsoMetadata.PlanAsync(content, cancellationToken) is { } plan)
            attachment = await CleanedAsync(key, attachment, content, plan, cancellationToken);
        return attachment.Type.StartsWith("video/", StringComparison.Ordinal) ? await WithOfferedAsync(key, attachment, cancellationToken) : attachment;
    }

    private async Task<Attachment> InspectMatroskaAsync(
        FileKey key, Attachment attachment, FileContent content, CancellationToken cancellationToken)
    {
        // The sender's browser does not know it of what a browser has recorded.
        if (attachment.Duration is null) attachment = attachment with { Duration = await MatroskaLength.FindAsync(content, cancellationToken) };
        return await CleanedAsync(key, attachment, content, await MatroskaMetadata.PlanAsync(content, cancellationToken), cancellationToken);
    }

    private async Task<Attachment> CleanedAsync(
        FileKey key, Attachment attachment, FileContent content, Splice file, CancellationToken cancellationToken)
    {
        if (file.IsWhole(content)) return attachment;
        await using var cleaned = file.Over(content);
        await store.ReplaceAsync(key, FilePart.Content, cleaned, cancellationToken);
        return attachment with { Size = file.Length };
    }

    /// <summary>Makes the preview of the picture that the sender offered for it, if that is a picture.</summary>
    private async Task<Attachment> WithOfferedAsync(FileKey key, Attachment attachment, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(key, FilePart.Offered, cancellationToken);
        if (stream is null) return attachment;
        var content = new FileContent(stream);
        if (await ContentType.FindAsync(content, attachment.Name, cancellationToken) is not ("image/jpeg" or "image/png" or "image/webp")) return attachment;
        if (PictureHeader.Read(stream) is not { IsTooLarge: false } header) return attachment;
        if (await _painter.PaintAsync(stream, header, Orientation.Upright, OwnerOf(key), cancellationToken) is not { } preview) return attachment;
        await PutPreviewAsync(key, preview, cancellationToken);
        return attachment with { HasPreview = true, Colour = preview.Colour };
    }

    private async Task PutPreviewAsync(FileKey key, Preview preview, CancellationToken cancellationToken)
    {
        using var webP = new MemoryStream(preview.WebP, writable: false);
        await store.ReplaceAsync(key, FilePart.Preview, webP, cancellationToken);
    }
}
