"""The Python twin of BilstmCrf: python bilstm_crf.py [--seed N] [--epochs N]"""

import torch
from arguments import parse

start, stop = "<START>", "<STOP>"
training_data = [
    (
        "the wall street journal reported today that apple corporation made money".split(),
        "B I I I O O O B I O O".split(),
    ),
    ("georgia tech is a university in georgia".split(), "B I O O O O B".split()),
]
tag_to_ix = {"B": 0, "I": 1, "O": 2, start: 3, stop: 4}


def argmax(vec):
    _, idx = torch.max(vec, 1)
    return idx.item()


def prepare_sequence(seq, to_ix):
    return torch.tensor([to_ix[w] for w in seq])


class BiLSTMCRF(torch.nn.Module):
    def __init__(self, vocab_size, tagset_size, embedding_dim, hidden_dim):
        super().__init__()
        self.hidden_dim = hidden_dim
        self.tagset_size = tagset_size
        self.word_embeds = torch.nn.Embedding(vocab_size, embedding_dim)
        self.lstm = torch.nn.LSTM(embedding_dim, hidden_dim // 2, num_layers=1, bidirectional=True)
        self.hidden2tag = torch.nn.Linear(hidden_dim, tagset_size)
        self.transitions = torch.nn.Parameter(torch.randn(tagset_size, tagset_size))
        self.transitions.data[tag_to_ix[start], :] = -10000
        self.transitions.data[:, tag_to_ix[stop]] = -10000
        self.hidden = self.init_hidden()

    def init_hidden(self):
        size = (2, 1, self.hidden_dim // 2)
        return torch.randn(size), torch.randn(size)

    def initial_scores(self):
        is_start = torch.arange(self.tagset_size) == tag_to_ix[start]
        return torch.where(is_start, 0.0, -10000.0).view(1, -1)

    def forward_alg(self, feats):
        forward_var = self.initial_scores()
        for feat in feats:
            alphas_t = []
            for next_tag in range(self.tagset_size):
                emit_score = feat[next_tag].view(1, -1).expand(1, self.tagset_size)
                trans_score = self.transitions[next_tag].view(1, -1)
                next_tag_var = forward_var + trans_score + emit_score
                alphas_t.append(torch.logsumexp(next_tag_var, 1))
            forward_var = torch.cat(alphas_t).view(1, -1)
        terminal_var = forward_var + self.transitions[tag_to_ix[stop]]
        return torch.logsumexp(terminal_var, 1)

    def get_lstm_features(self, sentence):
        self.hidden = self.init_hidden()
        embeds = self.word_embeds(sentence).view(len(sentence), 1, -1)
        lstm_out, self.hidden = self.lstm(embeds, self.hidden)
        return self.hidden2tag(lstm_out.view(len(sentence), self.hidden_dim))

    def score_sentence(self, feats, tags):
        score = torch.zeros(1)
        tags = torch.cat([torch.full((1,), tag_to_ix[start]), tags])
        for i, feat in enumerate(feats):
            score = score + self.transitions[tags[i + 1], tags[i]] + feat[tags[i + 1]]
        return score + self.transitions[tag_to_ix[stop], tags[-1]]

    def viterbi_decode(self, feats):
        backpointers = []
        forward_var = self.initial_scores()
        for feat in feats:
            bptrs_t = []
            viterbivars_t = []
            for next_tag in range(self.tagset_size):
                next_tag_var = forward_var + self.transitions[next_tag]
                best_tag_id = argmax(next_tag_var)
                bptrs_t.append(best_tag_id)
                viterbivars_t.append(next_tag_var[0][best_tag_id].view(1))
            forward_var = (torch.cat(viterbivars_t) + feat).view(1, -1)
            backpointers.append(bptrs_t)
        terminal_var = forward_var + self.transitions[tag_to_ix[stop]]
        best_tag_id = argmax(terminal_var)
        path_score = terminal_var[0][best_tag_id]
        best_path = [best_tag_id]
        for bptrs_t in reversed(backpointers):
            best_tag_id = bptrs_t[best_tag_id]
            best_path.append(best_tag_id)
        assert best_path.pop() == tag_to_ix[start]
        best_path.reverse()
        return path_score, best_path

    def neg_log_likelihood(self, sentence, tags):
        feats = self.get_lstm_features(sentence)
        return self.forward_alg(feats) - self.score_sentence(feats, tags)

    def forward(self, sentence):
        return self.viterbi_decode(self.get_lstm_features(sentence))


args = parse(300)
torch.manual_seed(args.seed)
word_to_ix = {}
for sentence, _ in training_data:
    for word in sentence:
        word_to_ix.setdefault(word, len(word_to_ix))
model = BiLSTMCRF(len(word_to_ix), len(tag_to_ix), 5, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, weight_decay=1e-4)
print(model)

with torch.no_grad():
    print(model(prepare_sequence(training_data[0][0], word_to_ix)))

for epoch in range(args.epochs):
    total = 0
    for sentence, tags in training_data:
        model.zero_grad()
        sentence_in = prepare_sequence(sentence, word_to_ix)
        targets = prepare_sequence(tags, tag_to_ix)
        loss = model.neg_log_likelihood(sentence_in, targets)
        loss.backward()
        optimizer.step()
        total += loss.item()
    if (epoch + 1) % 50 == 0:
        print("Epoch [%d/%d] loss=%.3f" % (epoch + 1, args.epochs, total / len(training_data)))

with torch.no_grad():
    print(model(prepare_sequence(training_data[0][0], word_to_ix)))
