using System.Security.Cryptography;
using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Files;
using ConnectNow.Grains.Files;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Core.Internal;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>What frontends do with files.</summary>
public sealed partial class Service
{
    /// <summary>An upload with its bytes, ready to be sent.</summary>
    public async Task<Upload> Upload(string chatId, Caller caller, string name, int size)
    {
        var begun = await FilesOf(chatId).BeginUpload(caller, new NewUpload(Secrets.NewId(), name, size));
        Assert.Null(begun.Refusal);
        await Stage(chatId, begun.Value!);
        var attachment = new Attachment { Id = begun.Value!.Id, Name = begun.Value.Name, Type = "image/jpeg", Size = size };
        var completed = await FilesOf(chatId).CompleteUpload(caller, begun.Value.Id, attachment);
        Assert.Null(completed.Refusal);
        return completed.Value!;
    }

    /// <summary>Puts the bytes of an upload into the store, as the file they make.</summary>
    public async Task Stage(string chatId, Upload upload)
    {
        var key = new FileKey(chatId, upload.Id);
        var block = RandomNumberGenerator.GetBytes((int)upload.Size);
        var digest = SHA256.HashData(block);
        Assert.Equal(BlockOutcome.Staged, await Files.StageAsync(key, 0, block.Length, digest, new MemoryStream(block)));
        Assert.True(await Files.CompleteAsync(key, [new StagedBlock(0, digest)]));
    }

    /// <summary>Whether the store has anything of a file.</summary>
    public async Task<bool> HasBytes(string chatId, string fileId)
    {
        var key = new FileKey(chatId, fileId);
        if ((await Files.StagedAsync(key)).Count > 0) return true;
        await using var content = await Files.OpenAsync(key, FilePart.Content);
        return content is not null;
    }

    /// <summary>Every mark of a chat.</summary>
    public async Task<IReadOnlyList<FileMark>> Marks(string chatId)
    {
        var marks = new List<FileMark>();
        await foreach (var mark in Files.MarksAsync(DateTimeOffset.MaxValue))
        {
            if (mark.ChatId == chatId) marks.Add(mark);
        }

        return marks;
    }

    /// <summary>Lets the sweep's time come, and lets it do one round.</summary>
    public async Task Sweep(TimeSpan later)
    {
        Time.Advance(later);
        using var sweep = new FileSweep(Files, Client, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), Options.Create(new FileSweepOptions()), Time, NullLogger<FileSweep>.Instance);
        await sweep.SweepAsync(CancellationToken.None);
    }

    /// <summary>
    /// The process is gone, and another one has taken over: the chat and its company's storage are read from what is durable.
    /// </summary>
    public async Task Restart(string chatId, string companyId)
    {
        foreach (IAddressable grain in new IAddressable[] { Chat(chatId), Client.GetGrain<ICompanyStorageGrain>(companyId) })
            await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        FaultSwitch.Replace();
    }

    /// <summary>Bytes that count against the company's storage.</summary>
    public Task<long> Used(string companyId) => Client.GetGrain<ICompanyStorageGrain>(companyId).Used();
}
