using ConnectNow.Companies;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>The company's name and limits, read from its grain again when they are more than a few seconds old.</summary>
internal sealed class FreshTerms(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private CompanyTermsOfChat? _terms;
    private DateTimeOffset _readAt;

    public async Task<CompanyTermsOfChat> Of(ChatState state)
    {
        if (_terms is not null && time.GetUtcNow() - _readAt < Freshness) return _terms;
        var terms = await grains.GetGrain<ICompanyGrain>(state.CompanyId).Terms();
        _readAt = time.GetUtcNow();
        return _terms = new CompanyTermsOfChat(terms.Name, terms.Limits.PeoplePerChat, terms.Limits.FileBytes);
    }
}
