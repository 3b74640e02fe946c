namespace ConnectNow.Configuration;

/// <summary>Settings that make no sense, all of them: the message has a sentence a line, for the operator.</summary>
public sealed class SettingsException(IEnumerable<string> sentences) : Exception(string.Join(Environment.NewLine, sentences.Distinct()));
