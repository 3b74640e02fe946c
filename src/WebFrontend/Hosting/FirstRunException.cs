namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// The first company and chat could not be made, or what was written down of them can't be read; the message is for the operator.
/// </summary>
internal sealed class FirstRunException(string sentence, Exception? cause = null) : Exception(sentence, cause);
