using ConnectNow.Files;

namespace ConnectNow.WebFrontend.Media;

/// <summary>Looks at a file once all of it is in the store: what it is, how large its picture is, and what of it nobody else should see.</summary>
/// <remarks>Safe to repeat: what it changes in the store is changed whole, and what was changed before is left as it is.</remarks>
internal sealed class FileInspector(IFileStore store)
{
    private static readonly string[] Pictures = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"];

    /// <summary>
    /// What a message can show of the file. Refusal: <see cref="Reason.InvalidField"/> (<c>file</c>), a picture whose pixels nobody could hold.
    /// </summary>
    /// <param name="key">A completed file.</param>
    /// <param name="name">As the author's device has it.</param>
    /// <param name="hints">What the author's device says of it.</param>
    /// <param name="cancellationToken">Stops it; it can be called again.</param>
    /// <exception cref="IOException">A fault of the store.</exception>
    public async Task<Answer<Attachment>> InspectAsync(FileKey key, string name, AttachmentHints hints, CancellationToken cancellationToken)
    {
        var stream = await store.OpenAsync(key, FilePart.Content, cancellationToken) ?? throw new FileNotFoundException("There is no completed file to look at.");
        await using var opened = stream;
        var content = new FileContent(stream);
        var clean = FileName.Clean(name);
        var type = await ContentType.FindAsync(content, clean, cancellationToken);
        var plausible = hints.Plausible();
        var attachment = new Attachment { Id = key.FileId, Name = clean, Type = type, Size = content.Length, Duration = plausible.Duration, Voice = plausible.Voice, Waveform = plausible.Waveform };
        if (!Pictures.Contains(type)) return attachment with { Width = plausible.Width, Height = plausible.Height };

        // What claims to be a picture and can't be read is a file to download.
        if (PictureHeader.Read(stream) is not { } header) return attachment with { Type = InlineTypes.Download };
        if (header.IsTooLarge) return PictureHeader.Refusal;
        return attachment with { Width = header.Width, Height = header.Height };
    }
}
