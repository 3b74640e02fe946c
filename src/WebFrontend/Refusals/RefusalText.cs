using System.Text.Json;

namespace ConnectNow.WebFrontend.Refusals;

/// <summary>What people and programs are told about a refusal: status, name, title, and a sentence that says what to do next.</summary>
internal static class RefusalText
{
    public const string NoCredential = "This call needs a token (Authorization: Bearer …) or the cookie of a chat that this browser is in.";
    public const string WrongCredential = "That token is not, or no longer, good. Ask for a new one.";
    public const string NotEncrypted = "This call came over plain HTTP, where anybody on the way can read it. Use https, and change the credentials it carried.";
    public const string OtherOrigin = "This call came from another web site, so it was not done. Open the chat's own page and try there.";
    public const string RemovedByCompany = "The company that runs this chat has removed you from it, and only they can let you back in. Ask them.";

    public static int StatusOf(Reason reason) => reason switch
    {
        Reason.NotInChat => StatusCodes.Status401Unauthorized,
        Reason.WrongPassword or Reason.NotAllowed => StatusCodes.Status403Forbidden,
        Reason.NotFound or Reason.Deleted => StatusCodes.Status404NotFound,
        Reason.ChatFull or Reason.ChatClosed or Reason.AlreadyExists or Reason.NotEmpty or Reason.PlanLimit
            or Reason.StorageFull or Reason.UploadIncomplete => StatusCodes.Status409Conflict,
        Reason.SessionExpired => StatusCodes.Status410Gone,
        Reason.WrongCode or Reason.CodeExpired or Reason.InvalidField => StatusCodes.Status422UnprocessableEntity,
        Reason.FileTooLarge => StatusCodes.Status413PayloadTooLarge,
        Reason.TooManyTries or Reason.TooManyCodes or Reason.TooFast or Reason.TooManyUploads => StatusCodes.Status429TooManyRequests,
        Reason.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a status."),
    };

    /// <summary>The reason as programs know it.</summary>
    public static string NameOf(Reason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    public static string TitleOf(Reason reason) => reason switch
    {
        Reason.WrongPassword => "Wrong password",
        Reason.TooManyTries => "Too many tries",
        Reason.ChatFull => "This chat is full",
        Reason.ChatClosed => "This chat is closed",
        Reason.WrongCode => "Wrong code",
        Reason.CodeExpired => "This code is no longer good",
        Reason.TooManyCodes => "Too many codes",
        Reason.SessionExpired => "Begin again",
        Reason.NotInChat => "Not signed in",
        Reason.NotAllowed => "Not allowed",
        Reason.InvalidField => "Something is not right yet",
        Reason.NotFound => "Not found",
        Reason.AlreadyExists => "Already there",
        Reason.PlanLimit => "The plan's limit is reached",
        Reason.Deleted => "Deleted",
        Reason.Unavailable => "Not available at this moment",
        Reason.TooFast => "Too fast",
        Reason.NotEmpty => "Not empty",
        Reason.FileTooLarge => "This file is too large",
        Reason.StorageFull => "The storage is full",
        Reason.TooManyUploads => "Too many files at once",
        Reason.UploadIncomplete => "Not all of it is here yet",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a title."),
    };

    /// <summary>What happened and what to do next, from the facts of this very refusal.</summary>
    public static string SentenceOf(Refusal refusal) => refusal.Reason switch
    {
        Reason.WrongPassword => $"That is not the password of this chat. Check with the person who invited you{Left("; ", refusal.TriesLeft)}.",
        Reason.TooManyTries => $"There were too many tries. Wait {Wait(refusal)}, then try again.",
        Reason.ChatFull => Full(refusal),
        Reason.ChatClosed => $"{Owner(refusal)} has closed this chat. It can be read by those who are in it, but nobody can write or join; ask them to open it again.",
        Reason.WrongCode => $"That is not the code we sent. Check the newest email from us and type it in again{Left("; ", refusal.TriesLeft)}.",
        Reason.CodeExpired => "This code is no longer good: codes last 10 minutes and a few tries. Ask for a new one.",
        Reason.TooManyCodes => $"We have sent several codes to this address already. Use the newest one, or wait {Wait(refusal)} and ask again.",
        Reason.SessionExpired => "This attempt to join is over. Begin again with the password of the chat.",
        Reason.NotInChat => "You are not in this chat at present. Open its link and join, then try again.",
        Reason.NotAllowed => "You are signed in, but this is not yours to do. Ask the company that runs the chat.",
        Reason.InvalidField => refusal.Detail ?? "Something typed in is not right. Check it and try again.",
        Reason.NotFound => "There is nothing here with this id. Check it and try again.",
        Reason.AlreadyExists => AlreadyExists(refusal),
        Reason.PlanLimit => $"{Owner(refusal)}'s plan allows no more{Count(" than {0} of these", refusal.Limit)}. Delete what is no longer needed, or change the plan.",
        Reason.Deleted => "This message was deleted, so there is nothing more to do with it.",
        Reason.Unavailable => "This could not be stored just now, and nothing was done. Try again in a moment.",
        Reason.TooFast => $"That was too much at once. Wait {Wait(refusal)}, then go on.",
        Reason.NotEmpty => "There are still chats or companies in this company. Delete those first.",
        Reason.FileTooLarge => $"This file is too large: {Owner(refusal, "the company")}'s plan allows {Size(refusal)} for one file. Send a smaller one, or a link to it.",
        Reason.StorageFull => $"There is no room for this file: {Owner(refusal, "the company")}'s plan keeps {Size(refusal)} in all. Delete messages whose files are no longer needed, or ask the company for more.",
        Reason.TooManyUploads => $"At most {refusal.Limit} files can be on their way at once. Wait until some have arrived, then send the others.",
        Reason.UploadIncomplete => "Some parts of this file have not arrived yet. Send the missing ones, then finish it.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Reason, "A reason without a sentence."),
    };

    /// <summary>"30 seconds", "2 minutes": rounded up, so that trying again then works.</summary>
    public static string InWords(TimeSpan wait)
    {
        if (wait <= TimeSpan.FromSeconds(1)) return "a second";
        if (wait <= TimeSpan.FromSeconds(90)) return $"{Math.Ceiling(wait.TotalSeconds):0} seconds";
        if (wait <= TimeSpan.FromMinutes(90)) return $"{Math.Ceiling(wait.TotalMinutes):0} minutes";
        return $"{Math.Ceiling(wait.TotalHours):0} hours";
    }

    /// <summary>"100 MB", "4.2 MB": in decimal multiples, as the pages and most devices show sizes.</summary>
    public static string InWords(long bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB"];
        var unit = 0;
        double size = bytes;
        for (; size >= (unit == 0 ? 1000 : 999.5) && unit < units.Length - 1; unit++) size /= 1000;
        var number = size.ToString(unit > 0 && size < 9.95 ? "0.#" : "0", System.Globalization.CultureInfo.InvariantCulture);
        return bytes == 1 ? "1 byte" : $"{number} {units[unit]}";
    }

    private static string Full(Refusal refusal) => refusal.Limit is { } limit
        ? $"This chat is full: {People(limit)} the most that {Owner(refusal, "its company")}'s plan allows at once. Ask them to make room, then try again."
        : "This chat is full. Ask the company that runs it to make room, then try again.";

    private static string AlreadyExists(Refusal refusal) => refusal.Field switch
    {
        "email" => "Somebody with this email address is in the chat already. Use another address.",
        { } field => $"There is one with this {field.Replace('_', ' ')} already. Use another.",
        null => "It is there already.",
    };

    private static string People(int count) => count == 1 ? "1 person is" : $"{count} people is";

    private static string Owner(Refusal refusal, string unknown = "The company") => string.IsNullOrEmpty(refusal.Company) ? unknown : refusal.Company;

    private static string Size(Refusal refusal) => refusal.LimitBytes is { } bytes ? InWords(bytes) : "less";

    private static string Wait(Refusal refusal) => refusal.RetryAfter is { } wait ? InWords(wait) : "a little";

    private static string Left(string before, int? tries) => tries switch
    {
        null => "",
        <= 0 => $"{before}no tries are left for now",
        1 => $"{before}1 try is left",
        _ => $"{before}{tries} tries are left",
    };

    private static string Count(string format, int? count) =>
        count is { } number ? string.Format(System.Globalization.CultureInfo.InvariantCulture, format, number) : "";
}
