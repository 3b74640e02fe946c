using System.Text.Json;
using ConnectNow.Languages;

namespace ConnectNow.WebFrontend.Refusals;

/// <summary>
/// What people and programs are told about a refusal: status, name, title, and a sentence that says what to do next. People read title and
/// sentence in their language; what only a program can meet is said in English.
/// </summary>
internal static class RefusalText
{
    public const string NoCredential = "This call needs a token (Authorization: Bearer …) or the cookie of a chat that this browser is in.";
    public const string WrongCredential = "That token is not, or no longer, good. Ask for a new one.";
    public const string NotEncrypted = "This call came over plain HTTP, where anybody on the way can read it. Use https, and change the credentials it carried.";

    /// <summary>Sentences that fit better than the reason's own: their keys in the catalogues.</summary>
    public const string OtherOrigin = "refusal.otherOrigin", RemovedByCompany = "refusal.removedByCompany", NothingHere = "refusal.nothingHere", SignInOver = "refusal.signInOver";

    public static int StatusOf(Reason reason) => reason switch
    {
        Reason.NotInChat => StatusCodes.Status401Unauthorized,
        Reason.WrongPassword or Reason.NotAllowed => StatusCodes.Status403Forbidden,
        Reason.NotFound or Reason.Deleted => StatusCodes.Status404NotFound,
        Reason.ChatFull or Reason.ChatClosed or Reason.AlreadyExists or Reason.NotEmpty or Reason.PlanLimit
            or Reason.StorageFull or Reason.UploadIncomplete => StatusCodes.Status409Conflict,
        Reason.SessionExpired or Reason.ChatDeleted => StatusCodes.Status410Gone,
        Reason.WrongCode or Reason.CodeExpired or Reason.InvalidField => StatusCodes.Status422UnprocessableEntity,
        Reason.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        Reason.TooSlow => StatusCodes.Status408RequestTimeout,
        Reason.FileTooLarge or Reason.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        Reason.NotJson => StatusCodes.Status415UnsupportedMediaType,
        Reason.TooManyTries or Reason.TooManyCodes or Reason.TooFast or Reason.TooManyUploads => StatusCodes.Status429TooManyRequests,
        Reason.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a status."),
    };

    /// <summary>The reason as programs know it.</summary>
    public static string NameOf(Reason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    public static string TitleOf(Reason reason) => TitleOf(reason, Language.Source);

    public static string TitleOf(Reason reason, Language language) => Catalogue.Of(language).Text($"refusal.title.{CamelCase(reason)}");

    public static string SentenceOf(Refusal refusal) => SentenceOf(refusal, Language.Source);

    /// <summary>What happened and what to do next, from the facts of this very refusal.</summary>
    public static string SentenceOf(Refusal refusal, Language language)
    {
        if (Catalogue.Knows(refusal.Key)) return Catalogue.Of(language).Text(refusal.Key!, FactsOf(refusal, language));
        if (refusal is { Reason: Reason.InvalidField or Reason.Unavailable, Detail: { } detail }) return detail;
        return Catalogue.Of(language).Text($"refusal.{CamelCase(refusal.Reason)}{VariantOf(refusal)}", FactsOf(refusal, language));
    }

    /// <summary>"30 seconds", "2 minutes": rounded up, so that trying again then works.</summary>
    public static string InWords(TimeSpan wait, Language language)
    {
        if (wait <= TimeSpan.FromSeconds(1)) return Catalogue.Of(language).Text("refusal.wait.second");
        var (unit, number) = wait <= TimeSpan.FromSeconds(90) ? ("seconds", wait.TotalSeconds)
            : wait <= TimeSpan.FromMinutes(90) ? ("minutes", wait.TotalMinutes)
            : ("hours", wait.TotalHours);
        return Catalogue.Of(language).Text($"refusal.wait.{unit}", ("count", (long)Math.Ceiling(number)));
    }

    /// <summary>"100 MB", "4.2 MB": in decimal multiples, as the pages and most devices show sizes.</summary>
    public static string InWords(long bytes, Language language)
    {
        var texts = Catalogue.Of(language);
        if (bytes < 1000) return texts.Text("refusal.size.bytes", ("count", bytes));
        string[] units = ["kB", "MB", "GB", "TB"];
        var unit = 0;
        var size = bytes / 1000.0;
        for (; size >= 999.5 && unit < units.Length - 1; unit++) size /= 1000;
        return texts.Text($"refusal.size.{units[unit]}", ("number", texts.Rounded(size < 9.95 ? size : Math.Round(size, MidpointRounding.AwayFromZero))));
    }

    /// <summary>Which of a reason's sentences: the one that says as much as is known.</summary>
    private static string VariantOf(Refusal refusal) => refusal switch
    {
        { Reason: Reason.WrongPassword or Reason.WrongCode, TriesLeft: { } left } => left > 0 ? "Left" : "NoneLeft",
        { Reason: Reason.ChatClosed, Company.Length: > 0 } => "By",
        { Reason: Reason.ChatFull or Reason.PlanLimit, Company.Length: > 0, Limit: not null } => "Of",
        { Reason: Reason.FileTooLarge or Reason.StorageFull, Company.Length: > 0, LimitBytes: not null } => "Of",
        { Reason: Reason.TooManyUploads, Limit: not null } => "Of",
        { Reason: Reason.AlreadyExists, Field: "email" } => "Email",
        { Reason: Reason.AlreadyExists, Field: not null } => "Field",
        _ => "",
    };

    /// <summary>All that a sentence can have a place for.</summary>
    private static Argument[] FactsOf(Refusal refusal, Language language) =>
    [
        ("wait", refusal.RetryAfter is { } wait ? InWords(wait, language) : Catalogue.Of(language).Text("refusal.wait.little")),
        ("company", refusal.Company ?? ""),
        ("field", refusal.Field?.Replace('_', ' ') ?? ""),
        ("size", refusal.LimitBytes is { } bytes ? InWords(bytes, language) : ""),
        ("count", refusal.TriesLeft ?? refusal.Limit ?? 0),
        .. refusal.Arguments ?? [],
        ("most", refusal.Limit ?? 0),
    ];

    private static string CamelCase(Reason reason) => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());
}
